import type { Bytes } from "../bytes.ts";
import type { Bridge } from "./bridge.ts";
import type { Pointer } from "./luaApi.ts";

/**
 * Pushes the values packed in the string that is the first argument, beginning at an offset; answers how many results
 * there are. With a limit or an offset the first result is where to go on, -1 at the end.
 */
export function unpackValues(bridge: Bridge, L: Pointer, limit: number, offset: number): number {
  const { api } = bridge;
  const bytes = bridge.checkBytes(L, 1);
  if (offset < 0 || limit < 0)
    return bridge.fail(
      L,
      `Invalid request to unpack with offset of ${offset | 0} and limit of ${bytes.length}.`,
    );
  if (offset > bytes.length)
    return bridge.fail(L, `Start offset ${offset | 0} greater than input length ${bytes.length}.`);
  const all = limit === 0 && offset === 0;
  const countMax = all ? Infinity : limit;
  let at = offset;
  let count = 0;
  for (; at < bytes.length && count < countMax; count++) at = unpackValue(bridge, L, bytes, at);
  if (all) return count;
  checkStack(bridge, L, "in function mp_unpack_full");
  api.lua_pushnumber(L, at === bytes.length ? -1 : at);
  api.lua_insert(L, 2);
  return count + 1;
}

/** A table that is being filled. Its next key lies on the stack above it, once there is one. */
type Open = { readonly isArray: boolean; readonly length: number; filled: number; hasKey: boolean };

/**
 * Pushes one value and answers where it ends. A loop and no recursion: Lua's stack permits tables thousands deep, and
 * JavaScript's stack must not be what ends them.
 */
function unpackValue(bridge: Bridge, L: Pointer, bytes: Bytes, start: number): number {
  const { api } = bridge;
  const open: Open[] = [];
  let at = start;
  do {
    if (at >= bytes.length) bridge.fail(L, missing);
    checkStack(
      bridge,
      L,
      "too many return values at once; use unpack_one or unpack_limit instead.",
    );
    const item = readItem(bridge, L, bytes, at);
    at = item.end;
    if (item.kind === "table") {
      api.lua_createtable(L, 0, 0);
      if (item.isArray) checkStack(bridge, L, "in function mp_decode_to_lua_array");
      open.push({ isArray: item.isArray, length: item.length, filled: 0, hasKey: false });
    }
    closeFilled(bridge, L, open, item.kind === "value");
  } while (open.length > 0);
  return at;
}

/** Stores a finished value in the table around it; a table that is full thereby is a finished value itself. */
function closeFilled(bridge: Bridge, L: Pointer, open: Open[], valueIsDone: boolean): void {
  const { api } = bridge;
  let done = valueIsDone;
  for (;;) {
    const table = open.at(-1);
    if (table === undefined) return;
    if (done && !table.hasKey) {
      table.hasKey = true; // The value is the key of a map.
      return;
    }
    if (done) {
      api.lua_settable(L, -3);
      table.filled++;
      table.hasKey = false;
    }
    if (table.filled < table.length) {
      if (table.isArray) {
        api.lua_pushnumber(L, table.filled + 1);
        table.hasKey = true;
      }
      return;
    }
    open.pop();
    done = true;
  }
}

type Item =
  | { readonly kind: "value"; readonly end: number }
  | {
      readonly kind: "table";
      readonly isArray: boolean;
      readonly length: number;
      readonly end: number;
    };

/** Pushes the value at a place, or answers what kind of table begins there. */
function readItem(bridge: Bridge, L: Pointer, bytes: Bytes, at: number): Item {
  const { api } = bridge;
  const need = (size: number): void => {
    if (bytes.length - at - 1 < size) bridge.fail(L, missing);
  };
  const number = (size: number, read: (from: number) => number): Item => {
    need(size);
    api.lua_pushnumber(L, read(at + 1));
    return { kind: "value", end: at + 1 + size };
  };
  const string = (lengthSize: number, fixed?: number): Item => {
    need(lengthSize);
    const length = fixed ?? unsigned(bytes, at + 1, lengthSize);
    need(lengthSize + length);
    const from = at + 1 + lengthSize;
    bridge.push(L, bytes.slice(from, from + length));
    return { kind: "value", end: from + length };
  };
  const table = (isArray: boolean, lengthSize: number, fixed?: number): Item => {
    need(lengthSize);
    const length = fixed ?? unsigned(bytes, at + 1, lengthSize);
    return { kind: "table", isArray, length, end: at + 1 + lengthSize };
  };

  const type = bytes.charCodeAt(at);
  if (type < 0x80) return number(0, () => type);
  if (type < 0x90) return table(false, 0, type & 0xf);
  if (type < 0xa0) return table(true, 0, type & 0xf);
  if (type < 0xc0) return string(0, type & 0x1f);
  if (type >= 0xe0) return number(0, () => type - 256);
  switch (type) {
    case 0xc0:
      api.lua_pushnil(L);
      return { kind: "value", end: at + 1 };
    case 0xc2:
    case 0xc3:
      api.lua_pushboolean(L, type & 1);
      return { kind: "value", end: at + 1 };
    case 0xca:
      return number(4, (from) => bufferOf(bytes, from, 4).readFloatBE());
    case 0xcb:
      return number(8, (from) => bufferOf(bytes, from, 8).readDoubleBE());
    case 0xcc:
    case 0xcd:
    case 0xce: {
      const size = 1 << (type - 0xcc);
      return number(size, (from) => unsigned(bytes, from, size));
    }
    // Redis pushes an unsigned number of 64 bits as a signed one.
    case 0xcf:
    case 0xd3:
      return number(8, (from) => Number(bufferOf(bytes, from, 8).readBigInt64BE()));
    case 0xd0:
    case 0xd1:
    case 0xd2: {
      const size = 1 << (type - 0xd0);
      return number(size, (from) => bufferOf(bytes, from, size).readIntBE(0, size));
    }
    case 0xd9:
    case 0xda:
    case 0xdb:
      return string(1 << (type - 0xd9));
    case 0xdc:
    case 0xdd:
      return table(true, 2 << (type - 0xdc));
    case 0xde:
    case 0xdf:
      return table(false, 2 << (type - 0xde));
    default:
      return bridge.fail(L, "Bad data format in input.");
  }
}

const missing = "Missing bytes in input.";

function checkStack(bridge: Bridge, L: Pointer, what: string): void {
  if (bridge.api.lua_checkstack(L, 1) === 0) bridge.fail(L, `stack overflow (${what})`);
}

function unsigned(bytes: Bytes, from: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + bytes.charCodeAt(from + i);
  return value;
}

function bufferOf(bytes: Bytes, from: number, size: number): Buffer {
  return Buffer.from(bytes.slice(from, from + size), "latin1");
}
