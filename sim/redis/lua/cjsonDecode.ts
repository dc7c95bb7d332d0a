import type { Bytes } from "../bytes.ts";
import type { Bridge } from "./bridge.ts";
import type { CjsonSettings } from "./cjsonSettings.ts";
import { parseStrtod } from "./parseStrtod.ts";
import type { Pointer } from "./luaApi.ts";

/** Pushes the value of the JSON text that is the only argument, as lua-cjson 2.1.0 reads it; raises its errors. */
export function decodeJson(bridge: Bridge, L: Pointer, settings: CjsonSettings): void {
  const { api } = bridge;
  const text = bridge.checkBytes(L, 1);
  if (text.length >= 2 && (text[0] === "\0" || text[1] === "\0"))
    bridge.fail(L, "JSON parser does not support UTF-16 or UTF-32");

  // C stops at the first NUL; `charCodeAt` beyond the end is NaN and `| 0` makes it one.
  const byteAt = (index: number): number => text.charCodeAt(index) | 0;
  let at = 0;
  let depth = 0;
  /** What the last token was: its name in error texts. Strings and numbers have a value besides. */
  let token: Token = "T_END";
  let tokenAt = 0;
  let string = "";
  let number = 0;
  let errorText = "";

  const failToken = (message: string): void => {
    token = "T_ERROR";
    tokenAt = at;
    errorText = message;
  };

  const next = (): void => {
    while (isBlank(byteAt(at))) at++;
    tokenAt = at;
    const byte = byteAt(at);
    const single = singles.get(byte);
    if (single !== undefined) {
      token = single;
      if (single !== "T_END") at++;
      return;
    }
    if (byte === quote) return nextString();
    if (byte === minus || isDigit(byte)) {
      if (!settings.decodeInvalidNumbers && isInvalidNumber()) return failToken("invalid number");
      return nextNumber();
    }
    if (text.startsWith("true", at)) {
      token = "T_BOOLEAN";
      number = 1;
      at += 4;
    } else if (text.startsWith("false", at)) {
      token = "T_BOOLEAN";
      number = 0;
      at += 5;
    } else if (text.startsWith("null", at)) {
      token = "T_NULL";
      at += 4;
    } else if (settings.decodeInvalidNumbers && mayBeInvalidNumber.has(byte) && isInvalidNumber())
      nextNumber();
    else failToken("invalid token");
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
    string = start === tokenAt + 1 ? text.slice(start, at) : decoded + text.slice(start, at);
    at++;
    token = "T_STRING";
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
    token = "T_NUMBER";
    number = read.value;
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

  const expected = (what: string): never =>
    bridge.fail(
      L,
      `Expected ${what} but found ${token === "T_ERROR" ? errorText : token} at character ${tokenAt + 1}`,
    );

  const descend = (slots: number): void => {
    depth++;
    if (depth > settings.decodeMaxDepth || api.lua_checkstack(L, slots) === 0)
      bridge.fail(L, `Found too many nested data structures (${depth}) at character ${at}`);
  };

  const pushValue = (): void => {
    switch (token) {
      case "T_STRING":
        return bridge.push(L, string);
      case "T_NUMBER":
        return api.lua_pushnumber(L, number);
      case "T_BOOLEAN":
        return api.lua_pushboolean(L, number);
      case "T_OBJ_BEGIN":
        return pushObject();
      case "T_ARR_BEGIN":
        return pushArray();
      case "T_NULL":
        return api.lua_pushlightuserdata(L, 0);
      default:
        return expected("value");
    }
  };

  const pushObject = (): void => {
    descend(3);
    api.lua_createtable(L, 0, 0);
    next();
    if (is("T_OBJ_END")) return void depth--;
    for (;;) {
      if (!is("T_STRING")) expected("object key string");
      bridge.push(L, string);
      next();
      if (!is("T_COLON")) expected("colon");
      next();
      pushValue();
      api.lua_rawset(L, -3);
      next();
      if (is("T_OBJ_END")) return void depth--;
      if (!is("T_COMMA")) expected("comma or object end");
      next();
    }
  };

  const pushArray = (): void => {
    descend(2);
    api.lua_createtable(L, 0, 0);
    next();
    if (is("T_ARR_END")) return void depth--;
    for (let i = 1; ; i++) {
      pushValue();
      api.lua_rawseti(L, -2, i);
      next();
      if (is("T_ARR_END")) return void depth--;
      if (!is("T_COMMA")) expected("comma or array end");
      next();
    }
  };

  const is = (wanted: Token): boolean => token === wanted;

  next();
  pushValue();
  next();
  if (!is("T_END")) expected("the end");
}

type Token =
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

const quote = 0x22;
const plus = 0x2b;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
const backslash = 0x5c;

const singles: ReadonlyMap<number, Token> = new Map([
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
