import type { Bytes } from "../bytes.ts";

const multiplier = 0xc6a4a7935bd1e995n;
const shift = 47n;

/** MurmurHash64A with Redis' seed, which HyperLogLogs are made of. */
export function murmurHash64(text: Bytes): bigint {
  let hash = 0xadc83b19n ^ wrap(BigInt(text.length) * multiplier);
  const whole = text.length - (text.length % 8);
  for (let i = 0; i < whole; i += 8) {
    let word = wrap(littleEndian(text, i, i + 8) * multiplier);
    word = wrap((word ^ (word >> shift)) * multiplier);
    hash = wrap((hash ^ word) * multiplier);
  }
  if (whole < text.length)
    hash = wrap((hash ^ littleEndian(text, whole, text.length)) * multiplier);
  hash = wrap((hash ^ (hash >> shift)) * multiplier);
  return hash ^ (hash >> shift);
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function littleEndian(text: Bytes, from: number, to: number): bigint {
  let [low, high] = [0, 0];
  for (let i = to - 1; i >= from; i--) {
    if (i - from >= 4) high = high * 256 + text.charCodeAt(i);
    else low = low * 256 + text.charCodeAt(i);
  }
  return (BigInt(high) << 32n) | BigInt(low);
}
