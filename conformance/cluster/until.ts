/** What is tried again until it works; a text says what is still missing, null that it works. */
export type Attempt = () => Promise<string | null> | string | null;

const pauseMs = 10;

/**
 * Tries until it works.
 *
 * @returns null, or what was missing at the last try when the time was up.
 */
export async function until(attempt: Attempt, msMax: number): Promise<string | null> {
  const endMs = performance.now() + msMax;
  for (;;) {
    const missing = await attempt();
    if (missing === null || performance.now() > endMs) return missing;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
