import { isInt64 } from "./parseInteger.ts";

/** The exact sum, null when 64 bits do not hold it. A bigint only where a number would be rounded. */
export function addInt64(a: number | bigint, b: number | bigint): number | bigint | null {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt(a) + BigInt(b);
  if (!isInt64(sum)) return null;
  const rounded = Number(sum);
  return Number.isSafeInteger(rounded) ? rounded : sum;
}
