import type { Ledger } from "../ledger.ts";
import { countAccess } from "./accessCounter.ts";
import { sharedIntegerOf } from "./sharedInteger.ts";
import type { Value } from "./value.ts";

/** When the value was used last, or how often lately; that of a small integer is that of all keys which hold it. */
export function useOf(value: Value, ledger: Ledger): number {
  const shared = ledger.sharedUses === null ? -1 : sharedIntegerOf(value);
  if (shared >= 0) return ledger.sharedUses?.get(shared) ?? ledger.startClock;
  return value.used ?? 0;
}

/** Notes that the value is used now. */
export function use(value: Value, ledger: Ledger): void {
  const { uses, clock, sharedUses } = ledger;
  if (sharedUses !== null) {
    const shared = sharedIntegerOf(value);
    if (shared >= 0) {
      const before = uses === null ? 0 : (sharedUses.get(shared) ?? ledger.startClock);
      sharedUses.set(shared, uses === null ? clock : countAccess(before, uses));
      return;
    }
  }
  value.used = uses === null ? clock : countAccess(value.used ?? 0, uses);
}
