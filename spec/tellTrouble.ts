import type { Trouble } from "./troubles.ts";

/** The trouble that took most of a stretch of time; null when there was none. What is over in an instant counts from a position on. */
export function worstTrouble(
  troubles: readonly Trouble[],
  concerns: (trouble: Trouble) => boolean,
  {
    fromIndex,
    fromAt,
    untilAt,
  }: { readonly fromIndex: number; readonly fromAt: number; readonly untilAt: number },
): Trouble | null {
  let found: Trouble | null = null;
  let most = -1;
  for (const trouble of troubles) {
    if (!concerns(trouble)) continue;
    if (trouble.until < fromAt || trouble.at > untilAt) continue;
    if (trouble.until === trouble.at && trouble.index < fromIndex) continue;
    const took = Math.min(trouble.until, untilAt) - Math.max(trouble.at, fromAt);
    if (took > most) [found, most] = [trouble, took];
  }
  return found;
}

/** A trouble as a clause. @param when an instant in the reader's terms */
export function tellTrouble(
  { what, at, until }: Trouble,
  when: (instant: number) => string,
): string {
  if (until === at) return `${what} at ${when(at)}`;
  const end = until === Infinity ? "" : ` until ${when(until)}`;
  return `${what} from ${when(at)}${end}`;
}

/** Whether what a trouble befell is a node, and no process. */
export const isNode = (target: string): boolean => /^redis-\d+$/.test(target);
