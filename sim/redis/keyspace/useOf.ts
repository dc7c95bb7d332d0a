import type { Ledger } from "../ledger.ts";
import { countAccess } from "./accessCounter.ts";
import { sharedIntegerOf, sharedTextMax } from "./sharedInteger.ts";
import type { Value } from "./value.ts";

/** When the value was used last, or how often lately; that of a small integer is that of all keys which hold it. */
export function useOf(value: Value, ledger: Ledger): number {
  const shared = ledger.sharedUses === null ? -1 : sharedIntegerOf(value);
  if (shared >= 0) return ledger.sharedUses?.get(shared) ?? ledger.startClock;
  return value.used ?? 0;
}

/** Notes that the value is used now. */
export function use(value: Value, ledger: Ledger): void {
  // Mostly; the rest is for small integers and for policies that count.
  if (ledger.uses === null && hasOwnObject(value)) value.used = ledger.clock;
  else useWithCare(value, ledger);
}

/** Cheap, and false for some that do: only a short text that was not written into can be a shared integer. */
function hasOwnObject(value: Value): boolean {
  return (
    value.kind !== "string" || value.encoding !== "natural" || value.value.length > sharedTextMax
  );
}

function useWithCare(value: Value, { uses, clock, sharedUses, startClock }: Ledger): void {
  const shared = sharedUses === null ? -1 : sharedIntegerOf(value);
  if (sharedUses === null || shared < 0)
    value.used = uses === null ? clock : countAccess(value.used ?? 0, uses);
  else if (uses === null) sharedUses.set(shared, clock);
  else sharedUses.set(shared, countAccess(sharedUses.get(shared) ?? startClock, uses));
}
