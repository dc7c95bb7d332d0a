import { expect, it } from "vitest";
import { matchesGlob } from "./matchesGlob.ts";

it.each([
  ["*", "anything", true],
  ["*", "", false],
  ["h?llo", "hello", true],
  ["h?llo", "hllo", false],
  ["h*llo", "heeeello", true],
  ["h[ae]llo", "hallo", true],
  ["h[^e]llo", "hello", false],
  ["h[a-c]llo", "hbllo", true],
  ["h[c-a]llo", "hbllo", true],
  ["\\*", "*", true],
  ["\\*", "x", false],
  ["a[", "a[", false],
  ["a[b", "ab", true],
  ["*a*b*c*", "xxaxxbxxcxx", true],
  ["bull:*:completed", "bull:queue:completed", true],
])("%s against %s: %s", (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});

it("gives up on a pattern of many stars instead of trying every split", () => {
  expect(matchesGlob("a*".repeat(30) + "b", "a".repeat(200))).toBe(false);
});

it("matches a thousand stars before something else, and no more", () => {
  const text = "a".repeat(3000);
  expect(matchesGlob("*?".repeat(1000), text)).toBe(true);
  expect(matchesGlob("*?".repeat(1001), text)).toBe(false);
  expect(matchesGlob("*?".repeat(50_000), "a".repeat(50_000))).toBe(false);
});
