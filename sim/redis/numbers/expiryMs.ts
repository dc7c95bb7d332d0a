import { addInt64 } from "./addInt64.ts";
import { isInt64 } from "./parseInteger.ts";

/** An instant in milliseconds since the epoch. A bigint only where a number would be rounded: Redis takes all 64 bits. */
export type Millis = number | bigint;

/** When `time` units from `fromMs` are over, exactly; null when 64 bits do not hold it. */
export function expiryMs(time: Millis, unitMs: number, fromMs: number): Millis | null {
  const rounded = Number(time) * unitMs;
  if (Number.isSafeInteger(rounded)) return addInt64(rounded, fromMs);
  const product = BigInt(time) * BigInt(unitMs);
  return isInt64(product) ? addInt64(product, fromMs) : null;
}
