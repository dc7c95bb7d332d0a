import type { Bytes } from "../bytes.ts";
import type { Bridge } from "./bridge.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";

/** Pops the value on top of the stack and answers its MessagePack form. */
export function packValue(bridge: Bridge, L: Pointer, level: number): Bytes {
  const { api } = bridge;
  const packed = pack(bridge, L, level);
  api.lua_settop(L, -2);
  return packed;
}

/** Deeper tables become nil, which also ends tables that contain themselves. */
const nestingMax = 16;

function pack(bridge: Bridge, L: Pointer, level: number): Bytes {
  const { api } = bridge;
  switch (api.lua_type(L, -1)) {
    case luaType.string:
      return packBytes(bridge.bytesAt(L, -1) ?? "");
    case luaType.boolean:
      return api.lua_toboolean(L, -1) ? "\xc3" : "\xc2";
    case luaType.number:
      return packNumber(api.lua_tonumber(L, -1));
    case luaType.table:
      if (level === nestingMax) return "\xc0";
      return isArray(bridge, L) ? packArray(bridge, L, level) : packMap(bridge, L, level);
    default:
      return "\xc0";
  }
}

function packBytes(bytes: Bytes): Bytes {
  const { length } = bytes;
  if (length < 32) return byte(0xa0 | length) + bytes;
  if (length <= 0xff) return `\xd9${byte(length)}${bytes}`;
  if (length <= 0xffff) return `\xda${bigEndian(length, 2)}${bytes}`;
  return `\xdb${bigEndian(length, 4)}${bytes}`;
}

function packNumber(value: number): Bytes {
  const isInt64 = Math.trunc(value) === value && value >= -(2 ** 63) && value < 2 ** 63;
  return isInt64 ? packInteger(value) : packFloat(value);
}

function packInteger(value: number): Bytes {
  if (value >= 0) {
    if (value <= 127) return byte(value);
    if (value <= 0xff) return `\xcc${byte(value)}`;
    if (value <= 0xffff) return `\xcd${bigEndian(value, 2)}`;
    if (value <= 0xffff_ffff) return `\xce${bigEndian(value, 4)}`;
    return `\xcf${bigEndian64(value)}`;
  }
  if (value >= -32) return byte(value & 0xff);
  if (value >= -128) return `\xd0${byte(value & 0xff)}`;
  if (value >= -32_768) return `\xd1${bigEndian(value & 0xffff, 2)}`;
  if (value >= -(2 ** 31)) return `\xd2${bigEndian(value >>> 0, 4)}`;
  return `\xd3${bigEndian64(value)}`;
}

const scratch = Buffer.alloc(8);

function packFloat(value: number): Bytes {
  if (Math.fround(value) === value) {
    scratch.writeFloatBE(value);
    return `\xca${scratch.toString("latin1", 0, 4)}`;
  }
  scratch.writeDoubleBE(value);
  // x86 makes its NaNs negative.
  if (Number.isNaN(value)) scratch[0] = 0xff;
  return `\xcb${scratch.toString("latin1")}`;
}

/** Whether the keys are 1 to n: integers that fit C's int, as many as the greatest says. */
function isArray(bridge: Bridge, L: Pointer): boolean {
  const { api } = bridge;
  if (api.lua_checkstack(L, 2) === 0)
    bridge.fail(L, "stack overflow (in function table_is_an_array)");
  const top = api.lua_gettop(L);
  let max = 0;
  let count = 0;
  api.lua_pushnil(L);
  while (api.lua_next(L, -2) !== 0) {
    api.lua_settop(L, -2);
    const key = api.lua_type(L, -1) === luaType.number ? api.lua_tonumber(L, -1) : 0;
    if (key <= 0 || key !== (key | 0)) {
      api.lua_settop(L, top);
      return false;
    }
    max = Math.max(max, key);
    count++;
  }
  return max === count;
}

function packArray(bridge: Bridge, L: Pointer, level: number): Bytes {
  const { api } = bridge;
  const length = api.lua_objlen(L, -1);
  if (api.lua_checkstack(L, 1) === 0)
    bridge.fail(L, "stack overflow (in function mp_encode_lua_table_as_array)");
  let packed = head(length, 0x90, 0xdc);
  for (let i = 1; i <= length; i++) {
    api.lua_pushnumber(L, i);
    api.lua_gettable(L, -2);
    packed += packValue(bridge, L, level + 1);
  }
  return packed;
}

function packMap(bridge: Bridge, L: Pointer, level: number): Bytes {
  const { api } = bridge;
  if (api.lua_checkstack(L, 3) === 0)
    bridge.fail(L, "stack overflow (in function mp_encode_lua_table_as_map)");
  let count = 0;
  let packed = "";
  api.lua_pushnil(L);
  while (api.lua_next(L, -2) !== 0) {
    count++;
    api.lua_pushvalue(L, -2);
    packed += packValue(bridge, L, level + 1);
    packed += packValue(bridge, L, level + 1);
  }
  return head(count, 0x80, 0xde) + packed;
}

/** The head of an array or a map: up to 15 items in one byte, then 16 or 32 bits. */
function head(count: number, fixed: number, wide: number): Bytes {
  if (count <= 15) return byte(fixed | count);
  if (count <= 0xffff) return byte(wide) + bigEndian(count, 2);
  return byte(wide + 1) + bigEndian(count, 4);
}

const byte = (value: number): Bytes => String.fromCharCode(value);

function bigEndian(value: number, size: number): Bytes {
  let bytes = "";
  for (let i = size - 1; i >= 0; i--) bytes += byte((value >>> (8 * i)) & 0xff);
  return bytes;
}

function bigEndian64(value: number): Bytes {
  scratch.writeBigInt64BE(BigInt(value));
  return scratch.toString("latin1");
}
