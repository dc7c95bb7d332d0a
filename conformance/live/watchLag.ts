/** How often it is looked whether timers come in time. */
const lagEveryMs = 50;

/**
 * Sees how late timers of this process come.
 *
 * @param onLook told each time by how much
 */
export function watchLag(
  nowUs: () => number,
  onLook: (lagUs: number) => void = () => {},
): { readonly worstUs: () => number; readonly stop: () => void } {
  let dueUs = nowUs() + lagEveryMs * 1000;
  let worstUs = 0;
  const timer = setInterval(() => {
    const atUs = nowUs();
    const lagUs = atUs - dueUs;
    worstUs = Math.max(worstUs, lagUs);
    dueUs = atUs + lagEveryMs * 1000;
    onLook(lagUs);
  }, lagEveryMs);
  return { worstUs: () => worstUs, stop: () => clearInterval(timer) };
}
