import type { Bytes } from "../bytes.ts";
import type { Bridge, LuaFunction } from "./bridge.ts";
import { luaType, multipleResults } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import type { Run } from "./script.ts";

/** Lua's own function of that name, by "library.name" or "name". */
export type OriginalOf = (name: string) => LuaFunction;

/**
 * The functions of Lua itself that Redis replaces, and those that must be replaced because this Lua is a 32-bit program
 * where Redis is a 64-bit one: `string.format("%d", 1.7e12)` would otherwise wrap around.
 */
export function baseFunctions(
  bridge: Bridge,
  originalOf: OriginalOf,
  currentRun: () => Run,
): Readonly<Record<string, LuaFunction>> {
  const { api } = bridge;

  /** A C int from a number: 64 bits, of which the lower 32 are kept. */
  const checkInt = (L: Pointer, argument: number): number => {
    const value = Math.trunc(api.luaL_checknumber(L, argument));
    if (value === (value | 0)) return value;
    return Number(BigInt.asIntN(32, toInt64(value)));
  };

  /** "0x" without digits: no number to glibc, and 0 to the C library that this Lua was compiled with. */
  const isOnlyPrefix = (L: Pointer): boolean =>
    api.lua_type(L, 1) === luaType.string && /^\s*[-+]?0x\s*$/i.test(bridge.bytesAt(L, 1) ?? "");

  return {
    /** Redis 7 raises errors as tables and lets pcall show only their text, as scripts knew it from Redis 6. */
    pcall(L) {
      const count = api.lua_gettop(L);
      api.lua_pushboolean(L, 1);
      api.lua_insert(L, 1);
      if (api.lua_pcall(L, count - 1, multipleResults, 0) !== 0) {
        api.lua_remove(L, 1);
        if (api.lua_type(L, -1) === luaType.table) {
          bridge.getField(L, -1, "err");
          if (api.lua_isstring(L, -1) !== 0) api.lua_replace(L, -2);
        }
        api.lua_pushboolean(L, 0);
        api.lua_insert(L, 1);
      }
      return api.lua_gettop(L);
    },

    /** cjson.null is a null pointer, and C libraries write that differently. */
    tostring(L) {
      if (api.lua_type(L, 1) !== luaType.lightUserdata || api.lua_touserdata(L, 1) !== 0)
        return originalOf("tostring")(L);
      bridge.push(L, "userdata: (nil)");
      return 1;
    },

    /** Redis' Lua has lost the ability to load bytecode: such a text is a syntax error to it. */
    loadstring(L) {
      const text = bridge.bytesAt(L, 1);
      if (text?.startsWith("\x1b")) {
        if (api.lua_gettop(L) === 1) bridge.push(L, text); // The name of the chunk, as it would have been.
        bridge.push(L, ` ${text}`);
        api.lua_replace(L, 1);
      }
      return originalOf("loadstring")(L);
    },

    tonumber(L) {
      const count = api.lua_gettop(L);
      const base = count < 2 || api.lua_type(L, 2) === luaType.nil ? 10 : checkInt(L, 2);
      if (base === 10 && isOnlyPrefix(L)) {
        api.lua_pushnil(L);
        return 1;
      }
      if (base === 10 || base < 2 || base > 36) return originalOf("tonumber")(L);
      const value = parseUnsigned(bridge.checkBytes(L, 1), base);
      if (value === null) api.lua_pushnil(L);
      else api.lua_pushnumber(L, value);
      return 1;
    },

    "string.format"(L) {
      const format = bridge.bytesAt(L, 1);
      if (format !== null && formatsInteger(format)) widenIntegers(bridge, L, format);
      return originalOf("string.format")(L);
    },

    "math.random"(L) {
      const r = (currentRun().random.next() % lrand48Max) / lrand48Max;
      switch (api.lua_gettop(L)) {
        case 0:
          api.lua_pushnumber(L, r);
          return 1;
        case 1: {
          const high = checkInt(L, 1);
          if (high < 1) return bridge.failArgument(L, 1, "interval is empty");
          api.lua_pushnumber(L, Math.floor(r * high) + 1);
          return 1;
        }
        case 2: {
          const low = checkInt(L, 1);
          const high = checkInt(L, 2);
          if (low > high) return bridge.failArgument(L, 2, "interval is empty");
          api.lua_pushnumber(L, Math.floor(r * ((high - low + 1) | 0)) + low);
          return 1;
        }
        default:
          return bridge.fail(L, "wrong number of arguments");
      }
    },

    "math.randomseed"(L) {
      currentRun().random.seed(checkInt(L, 1));
      return 0;
    },
  };
}

const lrand48Max = 0x7fff_ffff;

/** C's strtoul with 64 bits, and nothing but blanks behind the number. */
function parseUnsigned(text: Bytes, base: number): number | null {
  const [, sign = "", prefixed = ""] =
    /^[ \t-\r]*([+-]?)([0-9A-Za-z]*)[ \t-\r]*(?:\0|$)/.exec(text) ?? [];
  const digits = base === 16 ? prefixed.replace(/^0[xX](?=[0-9A-Fa-f])/, "") : prefixed;
  if (digits === "") return null;
  let value = 0n;
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36);
    if (worth >= base) return null;
    value = value * BigInt(base) + BigInt(worth);
  }
  if (value >= 2n ** 64n) value = 2n ** 64n - 1n;
  else if (sign === "-") value = BigInt.asUintN(64, -value);
  return Number(value);
}

const specification = /%([-+ #0]*)(\d*)(?:\.(\d*))?(.)/gs;

const formatsInteger = remember((format: Bytes) =>
  [...format.matchAll(specification)].some(([, , , , letter]) => "diouxX".includes(letter ?? "")),
);

/** Writes the integers that 32 bits do not hold as text and puts %s in their place. */
function widenIntegers(bridge: Bridge, L: Pointer, format: Bytes): void {
  const { api } = bridge;
  let argument = 1;
  const widened = format.replace(
    specification,
    (
      whole: string,
      flags: string,
      width: string,
      precision: string | undefined,
      letter: string,
    ) => {
      if (letter === "%") return whole;
      argument++;
      const isSigned = letter === "d" || letter === "i";
      if (!isSigned && !"ouxX".includes(letter)) return whole;
      // What is wrong with the format or the argument Lua says itself.
      if (flags.length > 5 || width.length > 2 || (precision?.length ?? 0) > 2) return whole;
      if (api.lua_isnumber(L, argument) === 0) return whole;
      const value = api.lua_tonumber(L, argument);
      if (value < 2 ** 31 && value >= (isSigned ? -(2 ** 31) : 0)) return whole;
      const integer = isSigned ? toInt64(value) : toUint64(value);
      bridge.push(L, formatInteger(integer, flags, width, precision, letter));
      api.lua_replace(L, argument);
      return "%s";
    },
  );
  if (widened === format) return;
  bridge.push(L, widened);
  api.lua_replace(L, 1);
}

function formatInteger(
  value: bigint,
  flags: string,
  width: string,
  precision: string | undefined,
  letter: string,
): string {
  const isSigned = letter === "d" || letter === "i";
  const radix = { o: 8, x: 16, X: 16 }[letter] ?? 10;
  const magnitude = value < 0n ? -value : value;
  let digits = magnitude.toString(radix).padStart(Number(precision || 0), "0");
  if (letter === "X") digits = digits.toUpperCase();
  let prefix = "";
  if (isSigned)
    prefix = value < 0n ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  else if (flags.includes("#")) prefix = letter === "o" ? "0" : letter === "u" ? "" : `0${letter}`;

  const room = Number(width || 0);
  if (flags.includes("-")) return (prefix + digits).padEnd(room, " ");
  if (flags.includes("0") && precision === undefined)
    return prefix + digits.padStart(room - prefix.length, "0");
  return (prefix + digits).padStart(room, " ");
}

/** C's cast: what does not fit becomes the smallest integer on x86. */
function toInt64(value: number): bigint {
  return value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

/** The same for unsigned integers: x86 subtracts 2^63 from the upper half, converts, and adds it again. */
function toUint64(value: number): bigint {
  const half = 2 ** 63;
  return BigInt.asUintN(64, value >= half ? toInt64(value - half) ^ (2n ** 63n) : toInt64(value));
}

/** Formats are constants of scripts: few, and used over and over. */
function remember<T>(compute: (text: Bytes) => T): (text: Bytes) => T {
  const known = new Map<Bytes, T>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) {
      value = compute(text);
      if (known.size < 1000) known.set(text, value);
    }
    return value;
  };
}
