import { expect, it } from "vitest";
import { murmurHash64 } from "./murmurHash64.ts";

it("hashes every length to 64 bits of its own", () => {
  const hashes = ["", "a", "abcdefg", "abcdefgh", "abcdefghi", "\xff\xff\xff\xff\xff\xff\xff\xff"];
  expect(new Set(hashes.map(murmurHash64)).size).toBe(hashes.length);
  for (const text of hashes) expect(murmurHash64(text)).toBeLessThan(2n ** 64n);
});
