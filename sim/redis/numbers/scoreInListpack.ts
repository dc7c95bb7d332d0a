import type { Bytes } from "../bytes.ts";
import { formatDouble } from "./formatDouble.ts";
import { formatShortest } from "./formatShortest.ts";

/**
 * What a listpack holds of a score: a whole number of up to 62 bits as such, so no -0 and no exponent, and a text of any
 * other (`zzlInsertAt` of Redis 7.0.15, `double2ll`).
 *
 * @param isShortest whether texts have as few digits as they can, as from Redis 7.2 on.
 */
export function scoreInListpack(score: number, isShortest: boolean): Bytes {
  if (Number.isInteger(score) && Math.abs(score) <= 2 ** 62) return String(BigInt(score));
  return isShortest ? formatShortest(score) : formatDouble(score);
}
