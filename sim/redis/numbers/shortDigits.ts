/** A number without its sign: its digits as a whole number, times ten to the power of `scale`. */
export type ShortDigits = { readonly digits: string; readonly scale: number };

/**
 * Digits that give a double back, nearly always as few as there are: Grisu2 as Redis 7.2 and Valkey have it in
 * `deps/fpconv`. It counts in 64 bits and takes the ends of the interval for outside, so about one double in a thousand gets
 * one digit more than it needs, or one that is not the closest. That can be seen, so it is done here as there.
 *
 * @param value finite and greater than 0.
 */
export function shortDigits(value: number): ShortDigits {
  const { fraction, exponent } = partsOf(value);
  const upper = normalized((fraction << 1n) + 1n, exponent - 1);
  const nearer = fraction === hiddenBit ? 2 : 1; // Below a power of two doubles lie twice as close.
  const lowerFraction =
    ((fraction << BigInt(nearer)) - 1n) << BigInt(exponent - nearer - upper.exponent);
  const exact = normalized(fraction, exponent);

  const power = powerFor(upper.exponent);
  const high = times(upper.fraction, power.fraction) - 1n;
  const low = times(lowerFraction, power.fraction) + 1n;
  const middle = times(exact.fraction, power.fraction);
  return digitsBetween(
    low,
    middle,
    high,
    BigInt(-(upper.exponent + power.exponent + 64)),
    -power.ten,
  );
}

/** fraction * 2 ** exponent */
type Parts = { readonly fraction: bigint; readonly exponent: number };

const hiddenBit = 1n << 52n;
const view = new DataView(new ArrayBuffer(8));

function partsOf(value: number): Parts {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & (hiddenBit - 1n);
  const biased = Number(bits >> 52n);
  return biased === 0
    ? { fraction, exponent: -1074 }
    : { fraction: fraction + hiddenBit, exponent: biased - 1075 };
}

/** The same number with a fraction of exactly 64 bits. */
function normalized(fraction: bigint, exponent: number): Parts {
  const shift = 64 - fraction.toString(2).length;
  return { fraction: fraction << BigInt(shift), exponent: exponent - shift };
}

/** The upper 64 bits of a product, rounded. Only one of the four partial products can carry, as in C. */
function times(a: bigint, b: bigint): bigint {
  const [aHigh, aLow, bHigh, bLow] = [a >> 32n, a & low32, b >> 32n, b & low32];
  const middle =
    ((aHigh * bLow) & low32) + ((aLow * bHigh) & low32) + ((aLow * bLow) >> 32n) + (1n << 31n);
  return aHigh * bHigh + ((aHigh * bLow) >> 32n) + ((aLow * bHigh) >> 32n) + (middle >> 32n);
}

const low32 = 0xffff_ffffn;

/** Takes digits off the upper end until what is left of it lies within the interval, then goes towards the middle. */
function digitsBetween(
  low: bigint,
  middle: bigint,
  high: bigint,
  shift: bigint,
  scale: number,
): ShortDigits {
  const one = 1n << shift;
  const toMiddle = high - middle;
  const width = high - low;
  let whole = high >> shift;
  let rest = high & (one - 1n);
  let digits = "";
  for (let kappa = 9, unit = 1_000_000_000n; kappa >= 0; kappa--, unit /= 10n) {
    const digit = whole / unit;
    whole %= unit;
    if (digit !== 0n || digits !== "") digits += String(digit);
    const left = (whole << shift) + rest;
    if (left <= width)
      return {
        digits: towards(digits, toMiddle, width, left, unit << shift),
        scale: scale + kappa,
      };
  }
  for (let kappa = -1, unit = 10n; ; kappa--, unit *= 10n) {
    rest *= 10n;
    const digit = rest >> shift;
    if (digit !== 0n || digits !== "") digits += String(digit);
    rest &= one - 1n;
    if (rest < width * unit)
      return {
        digits: towards(digits, toMiddle * unit, width * unit, rest, one),
        scale: scale + kappa,
      };
  }
}

/** Lowers the last digit as long as that comes closer to the middle. */
function towards(
  digits: string,
  toMiddle: bigint,
  width: bigint,
  rest: bigint,
  step: bigint,
): string {
  let last = Number(digits.at(-1));
  let at = rest;
  while (
    at < toMiddle &&
    width - at >= step &&
    (at + step < toMiddle || toMiddle - at > at + step - toMiddle)
  ) {
    last--;
    at += step;
  }
  return digits.slice(0, -1) + String(last);
}

/** 10 ** ten, to 64 bits. */
type Power = Parts & { readonly ten: number };

const firstTen = -348;
const stepTen = 8;
const powers: readonly Power[] = Array.from({ length: 87 }, (_, i) =>
  powerOf(firstTen + stepTen * i),
);

function powerOf(ten: number): Power {
  const enough = 1400n; // Bits, so that the quotient has many more than 64.
  const scaled = ten < 0 ? (1n << enough) / 10n ** BigInt(-ten) : (10n ** BigInt(ten)) << enough;
  const shift = scaled.toString(2).length - 64;
  const fraction = (scaled + (1n << BigInt(shift - 1))) >> BigInt(shift);
  return { fraction, exponent: shift - Number(enough), ten };
}

/** The power that brings a number of that exponent between 2 ** 4 and 2 ** 32: where the search begins decides which. */
function powerFor(exponent: number): Power {
  const approximate = Math.trunc(-(exponent + powers.length) * 0.30102999566398114);
  let index = Math.trunc((approximate - firstTen) / stepTen);
  for (;;) {
    const power = powers[index]!;
    const sum = exponent + power.exponent + 64;
    if (sum < -60) index++;
    else if (sum > -32) index--;
    else return power;
  }
}
