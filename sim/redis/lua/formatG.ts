/**
 * C's printf("%.<precision>g"), which is how Redis and Lua write numbers.
 *
 * JavaScript rounds a decimal tie up and C rounds it to even; everything else about the digits is the same.
 */
export function formatG(value: number, precision: number): string {
  // The usual number: a whole one whose digits all fit, and no minus zero.
  if (
    Number.isInteger(value) &&
    value !== 0 &&
    Math.abs(value) < (precision >= 14 ? 1e14 : 10 ** precision)
  )
    return String(value);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  // x86 makes its NaNs negative and C shows the sign.
  if (Number.isNaN(value)) return "-nan";

  const [mantissa = "", exponentText] = rounded(value, precision).split("e");
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "").replace(/0+$/, "") || "0";

  if (exponent < -4 || exponent >= precision) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const power = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/** As many as JavaScript gives: enough to see an exact tie. */
const digitsMax = 100;

/** Scientific notation with that many significant digits, ties to even. */
function rounded(value: number, precision: number): string {
  const up = value.toExponential(precision - 1);
  const [longer = "", tail] = value.toExponential(digitsMax).split("e");
  const digits = longer.replace(/[-.]/g, "");
  const isTie = digits[precision] === "5" && /^0*$/.test(digits.slice(precision + 1));
  const isEven = Number(digits[precision - 1]) % 2 === 0;
  if (!isTie || !isEven) return up;
  // Below the tie lies what the digits say when the rest is cut off.
  const kept = digits.slice(0, precision);
  return `${value < 0 ? "-" : ""}${kept[0]}.${kept.slice(1)}e${tail}`;
}
