import type { Bytes } from "../bytes.ts";

/** mantissa * 2^exponent: the 80-bit float of x86, whose mantissa has 64 bits. INCRBYFLOAT counts in it. */
export type LongDouble = { readonly mantissa: bigint; readonly exponent: number };

const mantissaBits = 64;
/** Far beyond any counter, and a bound on the work that an exponent can cause. */
const decimalExponentMax = 4_932;

/** A finite decimal number, rounded to 64 bits; null for what Redis refuses ("1 ", "nan", "" ...), "infinite" for inf. */
export function parseLongDouble(text: Bytes): LongDouble | "infinite" | null {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return "infinite";
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return parseHex(text);
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  if (whole === "" && fraction === "") return null;

  const digits = BigInt(whole + fraction);
  if (digits === 0n) return { mantissa: 0n, exponent: 0 };
  const tens = Number(power) - fraction.length;
  if (Math.abs(tens + (whole + fraction).length) > decimalExponentMax) return null;
  const signed = sign === "-" ? -digits : digits;
  if (tens >= 0) return roundQuotient(signed * 10n ** BigInt(tens), 1n, 0);
  // Enough extra bits that the quotient has more than 64; the remainder tells how to round.
  const divisor = 10n ** BigInt(-tens);
  const shift = Math.max(0, bitLength(divisor) - bitLength(digits) + mantissaBits + 2);
  return roundQuotient(signed << BigInt(shift), divisor, -shift);
}

/** "0x1.8p1" is 3. */
function parseHex(text: Bytes): LongDouble | null {
  const match = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?\d{1,4}))?$/i.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const digits = BigInt(`0x${whole}${fraction}`);
  return roundQuotient(sign === "-" ? -digits : digits, 1n, Number(power) - 4 * fraction.length);
}

/** Exactly the same number. @param value finite. */
export function toLongDouble(value: number): LongDouble {
  let [mantissa, exponent] = [value, 0];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  return { mantissa: BigInt(mantissa), exponent };
}

/** The sum, rounded as the machine does. */
export function addLongDoubles(a: LongDouble, b: LongDouble): LongDouble {
  const exponent = Math.min(a.exponent, b.exponent);
  const sum =
    (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  return roundQuotient(sum, 1n, exponent);
}

/** The product, rounded as the machine does. */
export function multiplyLongDoubles(a: LongDouble, b: LongDouble): LongDouble {
  return roundQuotient(a.mantissa * b.mantissa, 1n, a.exponent + b.exponent);
}

/** The smallest whole number that is not below. */
export function ceilLongDouble({ mantissa, exponent }: LongDouble): bigint {
  if (exponent >= 0) return mantissa << BigInt(exponent);
  return -(-mantissa >> BigInt(-exponent));
}

/** C's "%.17Lf" without the zeros at its end, which is how Redis stores such counters. */
export function formatLongDouble({ mantissa, exponent }: LongDouble): string {
  const negative = mantissa < 0n;
  const size = negative ? -mantissa : mantissa;
  const scaled = size * 10n ** 17n;
  const units =
    exponent >= 0 ? scaled << BigInt(exponent) : divideToEven(scaled, 1n << BigInt(-exponent));
  const digits = String(units).padStart(18, "0");
  const fraction = digits.slice(-17).replace(/0+$/, "");
  const text = digits.slice(0, -17) + (fraction === "" ? "" : `.${fraction}`);
  // What is too small to show has no sign.
  return negative && text !== "0" ? `-${text}` : text;
}

function roundQuotient(numerator: bigint, divisor: bigint, exponent: number): LongDouble {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  const excess = Math.max(0, bitLength(size / divisor) - mantissaBits);
  const rounded = divideToEven(size, divisor << BigInt(excess));
  return { mantissa: negative ? -rounded : rounded, exponent: exponent + excess };
}

function divideToEven(numerator: bigint, divisor: bigint): bigint {
  const quotient = numerator / divisor;
  const twice = 2n * (numerator % divisor);
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
