import type { Bytes } from "../../sim/redis/bytes.ts";
import type { LiveCall, Telling } from "./liveTrial.ts";

/**
 * The calls that a request may have been made for; the one that it was made for, where that leaves no doubt.
 *
 * Only what may change something is asked. It was under way when the server carried the request out, as far as the clocks agree. A call that ended without an
 * answer may still have something under way later, and is asked when nobody else can have been it. A request that names
 * what a call names is of that call; of several, one that names none is of the one that names none.
 */
export function authorsOf<Call extends LiveCall>(
  calls: readonly Call[],
  argv: readonly Bytes[],
  atUs: number,
  clockErrorUs: number,
  { mayChange, nameIn, isIdle }: Pick<Telling, "mayChange" | "nameIn" | "isIdle">,
): readonly Call[] {
  const begun = calls.filter(
    ({ call, invokedUs }) => mayChange(call) && invokedUs - clockErrorUs <= atUs,
  );
  const open = begun.filter(({ returnedUs }) => atUs <= returnedUs + clockErrorUs);
  const possible =
    open.length > 0 ? open : begun.filter(({ outcome }) => outcome.type === "unknown");
  const named = possible.filter(({ call }) => {
    const name = nameIn(call);
    return name !== null && argv.includes(name);
  });
  if (named.length > 0) return named;
  const unnamed = possible.filter(({ call }) => nameIn(call) === null);
  return unnamed.length > 0 || !isIdle ? unnamed : possible;
}
