import type { Bytes } from "../bytes.ts";
import { parseStrtod } from "./parseStrtod.ts";

/** As lua-cjson calls them in its error texts. */
export type JsonTokenType =
  | "T_OBJ_BEGIN"
  | "T_OBJ_END"
  | "T_ARR_BEGIN"
  | "T_ARR_END"
  | "T_STRING"
  | "T_NUMBER"
  | "T_BOOLEAN"
  | "T_NULL"
  | "T_COLON"
  | "T_COMMA"
  | "T_END"
  | "T_ERROR";

/** The token that was read last; the same object every time. */
export type JsonToken = {
  type: JsonTokenType;
  /** Where it begins, or where an error was noticed. */
  at: number;
  end: number;
  /** Of a string its value, of an error what is wrong. */
  string: Bytes;
  /** Of a number its value, of a boolean 1 or 0. */
  number: number;
};

/**
 * The tokens of a JSON text, as lua-cjson 2.1.0 takes it apart. It is more lenient than JSON: it takes what C's strtod
 * takes for a number, unless told otherwise, and ends the text at a NUL.
 */
export function readTokens(
  text: Bytes,
  invalidNumbers: boolean,
): { readonly token: JsonToken; readonly next: () => JsonTokenType } {
  // Beyond the end `charCodeAt` is NaN, and `| 0` makes it the NUL that C finds there.
  const byteAt = (index: number): number => text.charCodeAt(index) | 0;
  const token: JsonToken = { type: "T_END", at: 0, end: 0, string: "", number: 0 };
  let at = 0;

  const failToken = (message: string): void => {
    token.type = "T_ERROR";
    token.at = at;
    token.string = message;
  };

  const next = (): JsonTokenType => {
    while (isBlank(byteAt(at))) at++;
    token.at = at;
    const byte = byteAt(at);
    const single = singles.get(byte);
    if (single !== undefined) {
      token.type = single;
      if (single !== "T_END") at++;
    } else if (byte === quote) nextString();
    else if (byte === minus || isDigit(byte)) {
      if (!invalidNumbers && isInvalidNumber()) failToken("invalid number");
      else nextNumber();
    } else if (text.startsWith("true", at)) nextWord("T_BOOLEAN", 4, 1);
    else if (text.startsWith("false", at)) nextWord("T_BOOLEAN", 5, 0);
    else if (text.startsWith("null", at)) nextWord("T_NULL", 4, 0);
    else if (invalidNumbers && mayBeInvalidNumber.has(byte) && isInvalidNumber()) nextNumber();
    else failToken("invalid token");
    token.end = at;
    return token.type;
  };

  const nextWord = (type: JsonTokenType, length: number, value: number): void => {
    token.type = type;
    token.number = value;
    at += length;
  };

  const nextString = (): void => {
    let start = ++at;
    let decoded = "";
    for (;;) {
      const byte = byteAt(at);
      if (byte === quote) break;
      if (byte === 0) return failToken("unexpected end of string");
      if (byte !== backslash) {
        at++;
        continue;
      }
      decoded += text.slice(start, at);
      const escape = text[at + 1] ?? "";
      if (escape === "u") {
        const bytes = unicodeEscape();
        if (bytes === null) return failToken("invalid unicode escape code");
        decoded += bytes;
      } else {
        const plain = escapes[escape];
        if (plain === undefined) return failToken("invalid escape code");
        decoded += plain;
        at += 2;
      }
      start = at;
    }
    token.string = decoded + text.slice(start, at);
    token.type = "T_STRING";
    at++;
  };

  /** Reads \uXXXX, or two of them for what lies beyond 16 bits, as UTF-8. */
  const unicodeEscape = (): Bytes | null => {
    let code = hex4(text, at + 2);
    if (code < 0) return null;
    let length = 6;
    if ((code & 0xf800) === 0xd800) {
      if ((code & 0x400) !== 0 || text[at + 6] !== "\\" || text[at + 7] !== "u") return null;
      const low = hex4(text, at + 8);
      if (low < 0 || (low & 0xfc00) !== 0xdc00) return null;
      code = (((code & 0x3ff) << 10) | (low & 0x3ff)) + 0x10000;
      length = 12;
    }
    at += length;
    return utf8(code);
  };

  const nextNumber = (): void => {
    const read = parseStrtod(text, at);
    if (read === null) return failToken("invalid number");
    token.type = "T_NUMBER";
    token.number = read.value;
    at = read.end;
  };

  /** What C's strtod reads and JSON does not allow: +1, 0x10, 01, inf, nan. */
  const isInvalidNumber = (): boolean => {
    if (byteAt(at) === plus) return true;
    const from = byteAt(at) === minus ? at + 1 : at;
    if (byteAt(from) === zero)
      return (byteAt(from + 1) | 0x20) === 0x78 || isDigit(byteAt(from + 1));
    if (byteAt(from) <= nine) return false;
    return /^(?:inf|nan)/i.test(text.slice(from, from + 3));
  };

  return { token, next };
}

const quote = 0x22;
const plus = 0x2b;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
const backslash = 0x5c;

const singles: ReadonlyMap<number, JsonTokenType> = new Map([
  [0x7b, "T_OBJ_BEGIN"],
  [0x7d, "T_OBJ_END"],
  [0x5b, "T_ARR_BEGIN"],
  [0x5d, "T_ARR_END"],
  [0x3a, "T_COLON"],
  [0x2c, "T_COMMA"],
  [0x00, "T_END"],
]);

/** f, i, I, n, N, t and +: the other bytes that may begin a token. */
const mayBeInvalidNumber: ReadonlySet<number> = new Set(Buffer.from("fiInNt+", "latin1"));

const escapes: Readonly<Record<string, Bytes>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
};

const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
const isDigit = (byte: number): boolean => byte >= zero && byte <= nine;

function hex4(text: Bytes, at: number): number {
  const digits = text.slice(at, at + 4);
  return /^[0-9A-Fa-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

function utf8(code: number): Bytes {
  return Buffer.from(String.fromCodePoint(code), "utf8").toString("latin1");
}
