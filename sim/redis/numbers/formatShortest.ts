import { shortDigits } from "./shortDigits.ts";

/**
 * A double as Redis 7.2 and Valkey send it (`d2string` with fpconv): a whole number plainly as long as that is safe, anything
 * else in few digits that give the same double, with an exponent only where many zeros would be written.
 */
export function formatShortest(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Number.isInteger(value) && Math.abs(value) <= safeWholeMax)
    return Object.is(value, -0) ? "-0" : BigInt(value).toString();
  const sign = value < 0 ? "-" : "";
  const { digits, scale } = shortDigits(Math.abs(value));
  const exponent = scale + digits.length - 1;
  if (scale >= 0 && exponent < digits.length + 7) return sign + digits + "0".repeat(scale);
  if (scale < 0 && (scale > -7 || Math.abs(exponent) < 4)) {
    const before = digits.length + scale;
    return before <= 0
      ? `${sign}0.${"0".repeat(-before)}${digits}`
      : `${sign}${digits.slice(0, before)}.${digits.slice(before)}`;
  }
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}

/** Half of what 64 bits hold: `double2ll` stops there. */
const safeWholeMax = 2 ** 62;
