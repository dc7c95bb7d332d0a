import type { Bytes } from "./bytes.ts";

/**
 * Redis' glob: `*`, `?`, `[a-c]`, `[^x]` and `\` before a plain character. A class that is never closed ends with the pattern.
 *
 * A port of stringmatchlen of 7.0.15, its oddities included: ranges compare signed bytes, and `*` does not match the
 * empty text (KEYS treats a lone `*` apart). Debian's builds, like later versions, match no more than a thousand stars
 * before something else.
 */
export function matchesGlob(pattern: Bytes, text: Bytes): boolean {
  return match(pattern, 0, text, 0, { giveUp: false }, 0);
}

/** `giveUp` is set when the rest of the text was tried in vain: then no longer match of an earlier star can help. */
function match(
  pattern: Bytes,
  p: number,
  text: Bytes,
  t: number,
  search: { giveUp: boolean },
  stars: number,
): boolean {
  if (stars > starsMax) return false;
  while (p < pattern.length && t < text.length) {
    const char = pattern[p];
    if (char === "*") {
      while (pattern[p + 1] === "*") p++;
      if (p + 1 === pattern.length) return true;
      for (; t < text.length; t++) {
        if (match(pattern, p + 1, text, t, search, stars + 1)) return true;
        if (search.giveUp) return false;
      }
      search.giveUp = true;
      return false;
    }
    if (char === "[") {
      const { matched, end } = matchClass(pattern, p + 1, text.charCodeAt(t));
      if (!matched) return false;
      p = end;
    } else if (char !== "?") {
      if (char === "\\" && p + 1 < pattern.length) p++;
      if (pattern[p] !== text[t]) return false;
    }
    p++;
    t++;
    if (t === text.length) while (pattern[p] === "*") p++;
  }
  return p >= pattern.length && t === text.length;
}

const starsMax = 1000;

/** @returns whether the byte is in the class, and where its closing bracket is (or the last character of the pattern). */
function matchClass(pattern: Bytes, from: number, byte: number): { matched: boolean; end: number } {
  const negated = pattern[from] === "^";
  let matched = false;
  let p = negated ? from + 1 : from;
  for (; pattern[p] !== "]"; p++) {
    if (p >= pattern.length) {
      p--;
      break;
    }
    if (pattern[p] === "\\" && p + 1 < pattern.length) {
      p++;
      if (pattern.charCodeAt(p) === byte) matched = true;
    } else if (pattern[p + 1] === "-" && p + 2 < pattern.length) {
      const a = signed(pattern.charCodeAt(p));
      const b = signed(pattern.charCodeAt(p + 2));
      const c = signed(byte);
      if (c >= Math.min(a, b) && c <= Math.max(a, b)) matched = true;
      p += 2;
    } else if (pattern.charCodeAt(p) === byte) matched = true;
  }
  return { matched: matched !== negated, end: p };
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}
