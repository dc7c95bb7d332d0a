import type { Bytes } from "../bytes.ts";
import type { Bridge } from "./bridge.ts";
import type { CjsonSettings } from "./cjsonSettings.ts";
import { formatG } from "./formatG.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";

/** The value on top of the stack as JSON, exactly as lua-cjson 2.1.0 writes it; raises its errors. */
export function encodeJson(bridge: Bridge, L: Pointer, settings: CjsonSettings): Bytes {
  const { api } = bridge;

  const refuse = (index: number, reason: string): never =>
    bridge.fail(L, `Cannot serialise ${bridge.typeName(L, index)}: ${reason}`);

  const encode = (depth: number): Bytes => {
    switch (api.lua_type(L, -1)) {
      case luaType.string:
        return quote(bridge.bytesAt(L, -1) ?? "");
      case luaType.number:
        return encodeNumber(-1);
      case luaType.boolean:
        return api.lua_toboolean(L, -1) ? "true" : "false";
      case luaType.table:
        return encodeTable(depth + 1);
      case luaType.nil:
        return "null";
      case luaType.lightUserdata:
        if (api.lua_touserdata(L, -1) === 0) return "null";
        return refuse(-1, "type not supported");
      default:
        return refuse(-1, "type not supported");
    }
  };

  const encodeNumber = (index: number): Bytes => {
    const value = api.lua_tonumber(L, index);
    if (!Number.isFinite(value)) {
      if (settings.encodeInvalidNumbers === "off") refuse(index, "must not be NaN or Inf");
      if (settings.encodeInvalidNumbers === "null") return "null";
      if (Number.isNaN(value)) return "nan";
    }
    return formatG(value, settings.numberPrecision);
  };

  const encodeTable = (depth: number): Bytes => {
    if (depth > settings.encodeMaxDepth || api.lua_checkstack(L, 3) === 0)
      bridge.fail(L, `Cannot serialise, excessive nesting (${depth})`);
    const length = arrayLength();
    return length > 0 ? encodeArray(length, depth) : encodeObject(depth);
  };

  /** The greatest index when all keys are positive integers, else -1. An empty table is an object. */
  const arrayLength = (): number => {
    let max = 0;
    let items = 0;
    api.lua_pushnil(L);
    while (api.lua_next(L, -2) !== 0) {
      const key = api.lua_type(L, -2) === luaType.number ? api.lua_tonumber(L, -2) : 0;
      if (!(key >= 1 && Math.floor(key) === key)) {
        api.lua_settop(L, -3);
        return -1;
      }
      // C keeps it in an int, and what does not fit becomes the smallest one on x86.
      if (key > max) max = key > intMax ? intMin : key;
      items++;
      api.lua_settop(L, -2);
    }
    const { sparseConvert, sparseRatio, sparseSafe } = settings;
    if (sparseRatio > 0 && max > items * sparseRatio && max > sparseSafe) {
      if (!sparseConvert) refuse(-1, "excessively sparse array");
      return -1;
    }
    return max;
  };

  const encodeArray = (length: number, depth: number): Bytes => {
    let json = "[";
    for (let i = 1; i <= length; i++) {
      api.lua_rawgeti(L, -1, i);
      json += i === 1 ? encode(depth) : `,${encode(depth)}`;
      api.lua_settop(L, -2);
    }
    return `${json}]`;
  };

  const encodeObject = (depth: number): Bytes => {
    let json = "{";
    api.lua_pushnil(L);
    while (api.lua_next(L, -2) !== 0) {
      if (json.length > 1) json += ",";
      const keyType = api.lua_type(L, -2);
      // A number stays one on the stack: `lua_next` would lose its place if it became a string.
      if (keyType === luaType.number) json += `"${encodeNumber(-2)}":`;
      else if (keyType === luaType.string) json += `${quote(bridge.bytesAt(L, -2) ?? "")}:`;
      else refuse(-2, "table key must be a number or string");
      json += encode(depth);
      api.lua_settop(L, -2);
    }
    return `${json}}`;
  };

  return encode(0);
}

const intMax = 0x7fff_ffff;
const intMin = -0x8000_0000;

function quote(text: Bytes): Bytes {
  return needsEscape.test(text)
    ? `"${text.replace(escaped, (byte) => escapes[byte.charCodeAt(0)] as string)}"`
    : `"${text}"`;
}

// eslint-disable-next-line no-control-regex
const needsEscape = /[\0-\x1f"\\/\x7f]/;
// eslint-disable-next-line no-control-regex
const escaped = /[\0-\x1f"\\/\x7f]/g;

const escapes: readonly string[] = Array.from({ length: 128 }, (_, code) => {
  const short = {
    8: "\\b",
    9: "\\t",
    10: "\\n",
    12: "\\f",
    13: "\\r",
    34: '\\"',
    47: "\\/",
    92: "\\\\",
  };
  return short[code as 8] ?? `\\u${code.toString(16).padStart(4, "0")}`;
});
