/** A double as Redis 7.0 sends it: C's "%.17g", so 0.1 comes back as 0.10000000000000001. */
export function formatDouble(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (Number.isNaN(value)) return "nan";
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";

  const negative = value < 0;
  const [digits, exponent] = seventeenDigits(Math.abs(value));
  const text =
    exponent < -4 || exponent >= 17
      ? `${withPoint(digits, 1)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`
      : exponent < 0
        ? `0.${"0".repeat(-exponent - 1)}${digits.replace(/0+$/, "")}`
        : withPoint(digits, exponent + 1);
  return negative ? `-${text}` : text;
}

/** The significant digits, and the power of ten of the first one. */
function seventeenDigits(value: number): [digits: string, exponent: number] {
  const [mantissa = "", exponent] = value.toExponential(16).split("e");
  const digits = mantissa.replace(".", "");
  // At an exact tie C rounds to even, JavaScript up. Only then are the digits behind the 17th "5000...".
  // oxlint-disable-next-line oxc/number-arg-out-of-range -- the limit is 100 since ES2018
  const [longer = ""] = value.toExponential(40).split("e");
  if (/^\d\.\d{16}50*$/.test(longer) && Number(longer[17]) % 2 === 0)
    return [longer.slice(0, 18).replace(".", ""), Number(exponent)];
  return [digits, Number(exponent)];
}

/** Sets the point behind so many digits and drops the zeros that then say nothing. */
function withPoint(digits: string, before: number): string {
  const fraction = digits.slice(before).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, before) : `${digits.slice(0, before)}.${fraction}`;
}
