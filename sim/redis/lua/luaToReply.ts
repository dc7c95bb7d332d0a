import type { Bytes } from "../bytes.ts";
import type { Reply } from "../reply.ts";
import type { Bridge } from "./bridge.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import { untilNul } from "./untilNul.ts";

/** What `{err = ...}` and an uncaught error carry. */
export type ScriptError = {
  readonly text: Bytes;
  readonly source: Bytes | null;
  readonly line: Bytes | null;
};

/**
 * Pops the value on top of the stack and answers the reply that Redis 7.0 makes of it: numbers are cut to integers, an
 * array ends at its first nil, a table with a known field is that type. Fields are read without metamethods.
 *
 * @param resp the script's protocol; it only decides about booleans.
 */
export function luaToReply(bridge: Bridge, L: Pointer, resp: 2 | 3): Reply {
  const { api } = bridge;
  if (api.lua_checkstack(L, 4) === 0) {
    api.lua_settop(L, -2);
    return { error: "ERR reached lua stack limit" };
  }
  const reply = convert(bridge, L, resp);
  api.lua_settop(L, -2);
  return reply;
}

/** Reads an error table on top of the stack and leaves it there. */
export function readScriptError(bridge: Bridge, L: Pointer): ScriptError {
  const text = (name: string): Bytes | null => {
    bridge.getField(L, -1, name);
    const value = bridge.bytesAt(L, -1);
    bridge.api.lua_settop(L, -2);
    return value === null ? null : untilNul(value);
  };
  return { text: text("err") ?? "(null)", source: text("source"), line: text("line") };
}

/** Redis hands these texts to printf: a NUL ends them, and line ends would break the protocol. */
export function oneLine(text: Bytes): Bytes {
  return text.replace(/[\r\n]+$/, "").replace(/[\r\n]/g, " ");
}

function convert(bridge: Bridge, L: Pointer, resp: 2 | 3): Reply {
  const { api } = bridge;
  switch (api.lua_type(L, -1)) {
    case luaType.string:
      return bridge.bytesAt(L, -1);
    case luaType.number:
      return toLongLong(api.lua_tonumber(L, -1));
    case luaType.boolean: {
      const value = api.lua_toboolean(L, -1) !== 0;
      if (resp === 3) return { bool: value };
      return value ? 1 : null;
    }
    case luaType.table:
      return convertTable(bridge, L, resp);
    default:
      return null;
  }
}

function convertTable(bridge: Bridge, L: Pointer, resp: 2 | 3): Reply {
  const { api } = bridge;
  const field = <T>(name: string, type: number, read: () => T): T | undefined => {
    const value = bridge.getField(L, -1, name) === type ? read() : undefined;
    api.lua_settop(L, -2);
    return value;
  };
  const text = (): Bytes => bridge.bytesAt(L, -1) ?? "";

  const error = field("err", luaType.string, () => true);
  if (error !== undefined) return { error: oneLine(readScriptError(bridge, L).text) };
  const status = field("ok", luaType.string, text);
  if (status !== undefined) return { status: blanked(untilNul(status)) };
  const double = field("double", luaType.number, () => api.lua_tonumber(L, -1));
  if (double !== undefined) return { double };
  const bigNumber = field("big_number", luaType.string, text);
  if (bigNumber !== undefined) return { bigNumber: blanked(bigNumber) };
  const verbatim = field("verbatim_string", luaType.table, () => {
    const format = field("format", luaType.string, text);
    const string = format === undefined ? undefined : field("string", luaType.string, text);
    return string === undefined ? undefined : { verbatim: string, format: format as "txt" };
  });
  if (verbatim !== undefined) return verbatim;
  const map = field("map", luaType.table, () => {
    const pairs: [Reply, Reply][] = [];
    api.lua_pushnil(L);
    while (api.lua_next(L, -2) !== 0) {
      api.lua_pushvalue(L, -2);
      const key = luaToReply(bridge, L, resp);
      pairs.push([key, luaToReply(bridge, L, resp)]);
    }
    return { map: pairs };
  });
  if (map !== undefined) return map;
  const set = field("set", luaType.table, () => {
    const members: Reply[] = [];
    api.lua_pushnil(L);
    while (api.lua_next(L, -2) !== 0) {
      api.lua_settop(L, -2);
      api.lua_pushvalue(L, -1);
      members.push(luaToReply(bridge, L, resp));
    }
    return { set: members };
  });
  if (set !== undefined) return set;

  const items: Reply[] = [];
  for (let i = 1; ; i++) {
    api.lua_rawgeti(L, -1, i);
    if (api.lua_type(L, -1) === luaType.nil) break;
    items.push(luaToReply(bridge, L, resp));
  }
  api.lua_settop(L, -2);
  return items;
}

const int64Min = -(2n ** 63n);

/** C's cast to a 64-bit integer: the fraction is dropped; what does not fit becomes the smallest one on x86. */
function toLongLong(value: number): number | bigint {
  const whole = Math.trunc(value) + 0;
  if (Number.isSafeInteger(whole)) return whole;
  if (Number.isNaN(whole) || whole >= 2 ** 63 || whole < -(2 ** 63)) return int64Min;
  return BigInt(whole);
}

function blanked(text: Bytes): Bytes {
  return text.replace(/[\r\n]/g, " ");
}
