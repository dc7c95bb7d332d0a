const units: Readonly<Record<string, bigint>> = {
  "": 1n,
  b: 1n,
  k: 1000n,
  kb: 1024n,
  m: 1000n ** 2n,
  mb: 1024n ** 2n,
  g: 1000n ** 3n,
  gb: 1024n ** 3n,
};

const uint64Max = 2n ** 64n - 1n;

/**
 * An amount of memory in bytes, as memtoull of Redis 7.0 reads it: digits and a unit, either of which may be missing.
 * Digits that 64 bits do not hold become the largest number; what the unit makes of it then wraps around.
 */
export function parseMemory(text: string): bigint | null {
  const [, digits = "", unit = ""] = /^(\d*)(.*)$/s.exec(text) ?? [];
  const factor = units[unit.toLowerCase()];
  if (factor === undefined || digits.length >= digitsMax) return null;
  const count = BigInt(digits === "" ? "0" : digits);
  return BigInt.asUintN(64, (count > uint64Max ? uint64Max : count) * factor);
}

const digitsMax = 128;
