import type { Bridge, LuaFunction } from "./bridge.ts";
import type { Pointer } from "./luaApi.ts";
import { packFloat, packInteger, unpackFloat, unpackInteger } from "./structNumbers.ts";
import { untilNul } from "./untilNul.ts";

/** Roberto Ierusalimschy's struct 0.2, as Redis 7.0 ships it on 64-bit Linux: the table `struct`. */
export function structFunctions(bridge: Bridge): Readonly<Record<string, LuaFunction>> {
  const { api } = bridge;

  return {
    pack(L) {
      const format = readFormat(bridge, L);
      let argument = 2;
      let packed = "";
      api.lua_pushnil(L); // What a missing argument is then said to be.
      for (let item = format.next(); item !== null; item = format.next()) {
        packed += "\0".repeat(format.toAlign(packed.length, item));
        const { letter, size } = item;
        if (isInteger(letter))
          packed += packInteger(api.luaL_checknumber(L, argument++), size, format.bigEndian);
        else if (letter === "f" || letter === "d")
          packed += packFloat(api.luaL_checknumber(L, argument++), letter, format.bigEndian);
        else if (letter === "x") packed += "\0";
        else if (letter === "c" || letter === "s") {
          const bytes = bridge.checkBytes(L, argument++);
          const length = size === 0 ? bytes.length : size;
          if (bytes.length < length) bridge.failArgument(L, argument, "string too short");
          packed += bytes.slice(0, length);
          if (letter === "s") packed += "\0";
        } else format.control(letter);
      }
      bridge.push(L, packed);
      return 1;
    },

    unpack(L) {
      const format = readFormat(bridge, L);
      const data = bridge.checkBytes(L, 2);
      let at = bridge.optionalInteger(L, 3, 1);
      if (at === 0) bridge.failArgument(L, 3, "offset must be 1 or greater");
      at--;
      let results = 0;
      const checkLength = (size: number): void => {
        if (size < 0 || at < 0 || at + size > data.length)
          bridge.failArgument(L, 2, "data string too short");
      };
      for (let item = format.next(); item !== null; item = format.next()) {
        const { letter } = item;
        let { size } = item;
        at += format.toAlign(at, item);
        checkLength(size);
        if (api.lua_checkstack(L, 2) === 0) bridge.fail(L, "stack overflow (too many results)");
        results++;
        if (isInteger(letter))
          api.lua_pushnumber(L, unpackInteger(data, at, size, format.bigEndian, letter > "Z"));
        else if (letter === "f" || letter === "d")
          api.lua_pushnumber(L, unpackFloat(data, at, letter, format.bigEndian));
        else if (letter === "c") {
          if (size === 0) {
            if (results === 1 || api.lua_isnumber(L, -1) === 0)
              bridge.fail(L, "format 'c0' needs a previous size");
            size = Math.trunc(api.lua_tonumber(L, -1));
            api.lua_settop(L, -2);
            results--;
            checkLength(size);
          }
          bridge.push(L, data.slice(at, at + size));
        } else if (letter === "s") {
          const end = data.indexOf("\0", at);
          if (end === -1) bridge.fail(L, "unfinished string in data");
          bridge.push(L, data.slice(at, end));
          size = end - at + 1;
        } else {
          results--;
          if (letter !== "x") format.control(letter);
        }
        at += size;
      }
      api.lua_pushnumber(L, at + 1);
      return results + 1;
    },

    size(L) {
      const format = readFormat(bridge, L);
      let total = 0;
      for (let item = format.next(); item !== null; item = format.next()) {
        const { letter, size } = item;
        total += format.toAlign(total, item);
        if (letter === "s") bridge.failArgument(L, 1, "option 's' has no fixed size");
        if (letter === "c" && size === 0)
          bridge.failArgument(L, 1, "option 'c0' has no fixed size");
        if (!/[0-9A-Za-z]/.test(letter)) format.control(letter);
        total += size;
      }
      api.lua_pushnumber(L, total);
      return 1;
    },
  };
}

type Item = { readonly letter: string; readonly size: number };

/** A format being read: its items one by one, and what "<", ">" and "!" have set so far. */
type Format = {
  readonly bigEndian: boolean;
  next(): Item | null;
  /** How many bytes of padding come before the item. */
  toAlign(position: number, item: Item): number;
  /** Obeys a letter that is not an item, or says that there is no such option. */
  control(letter: string): void;
};

function readFormat(bridge: Bridge, L: Pointer): Format {
  const format = untilNul(bridge.checkBytes(L, 1));
  let at = 0;
  let bigEndian = false;
  let align = 1;

  const number = (otherwise: number): number => {
    const [digits] = /^\d*/.exec(format.slice(at)) ?? [""];
    if (digits === "") return otherwise;
    if (Number(digits) > 0x7fff_ffff) bridge.fail(L, "integral size overflow");
    at += digits.length;
    return Number(digits);
  };

  const sizeOf = (letter: string): number => {
    if (letter === "c") return number(1);
    if (letter !== "i" && letter !== "I") return sizes[letter] ?? 0;
    const size = number(4);
    if (size > integerSizeMax)
      bridge.fail(L, `integral size ${size} is larger than limit of ${integerSizeMax}`);
    return size;
  };

  return {
    get bigEndian() {
      return bigEndian;
    },
    next() {
      const letter = format[at++];
      return letter === undefined ? null : { letter, size: sizeOf(letter) };
    },
    toAlign(position, { letter, size }) {
      if (size === 0 || letter === "c") return 0;
      const boundary = Math.min(size, align);
      return (boundary - (position & (boundary - 1))) & (boundary - 1);
    },
    control(letter) {
      if (letter === " ") return;
      if (letter === ">" || letter === "<") bigEndian = letter === ">";
      else if (letter === "!") {
        align = number(8);
        if (align === 0 || (align & (align - 1)) !== 0)
          bridge.fail(L, `alignment ${align} is not a power of 2`);
      } else bridge.failArgument(L, 1, `invalid format option '${letter}'`);
    },
  };
}

/** With C's types on 64-bit Linux. */
const sizes: Readonly<Record<string, number>> = {
  b: 1,
  B: 1,
  h: 2,
  H: 2,
  l: 8,
  L: 8,
  T: 8,
  f: 4,
  d: 8,
  x: 1,
};
const integerSizeMax = 32;

const isInteger = (letter: string): boolean => "bBhHlLTiI".includes(letter);
