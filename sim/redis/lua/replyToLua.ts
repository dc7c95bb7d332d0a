import type { Bytes } from "../bytes.ts";
import type { Reply } from "../reply.ts";
import type { Bridge } from "./bridge.ts";
import { formatG } from "./formatG.ts";
import type { Pointer } from "./luaApi.ts";

/**
 * Pushes what a command answered as the Lua value that Redis 7.0 makes of it.
 *
 * A script's client speaks RESP2 unless redis.setresp(3) was called, and in RESP2 the richer types arrive as Redis
 * flattens them: a map as an array, a double as a string, a null as false.
 */
export function replyToLua(bridge: Bridge, L: Pointer, reply: Reply, resp: 2 | 3): void {
  const { api } = bridge;
  if (typeof reply === "string") return bridge.push(L, reply);
  if (typeof reply === "number") return api.lua_pushnumber(L, reply);
  if (typeof reply === "bigint") return api.lua_pushnumber(L, Number(reply));
  if (reply === null) return resp === 2 ? api.lua_pushboolean(L, 0) : api.lua_pushnil(L);

  api.lua_checkstack(L, 5);
  if (isArray(reply)) return pushArray(bridge, L, reply, resp);
  if ("status" in reply) return pushTagged(bridge, L, "ok", () => bridge.push(L, reply.status));
  if ("error" in reply) {
    pushError(bridge, L, `-${reply.error}`);
    return markCounted(bridge, L);
  }
  if ("nullArray" in reply) return resp === 2 ? api.lua_pushboolean(L, 0) : api.lua_pushnil(L);
  if ("push" in reply) return pushArray(bridge, L, reply.push, resp);
  if ("several" in reply) return pushArray(bridge, L, reply.several, resp);

  if ("encoded" in reply) return bridge.push(L, reply.encoded);

  if (resp === 2) {
    if ("map" in reply) return pushArray(bridge, L, reply.map.flat(), resp);
    if ("set" in reply) return pushArray(bridge, L, reply.set, resp);
    if ("double" in reply) return bridge.push(L, reply.text ?? formatG(reply.double, 17));
    if ("bool" in reply) return api.lua_pushnumber(L, reply.bool ? 1 : 0);
    return bridge.push(L, "bigNumber" in reply ? reply.bigNumber : reply.verbatim);
  }
  if ("bigNumber" in reply)
    return pushTagged(bridge, L, "big_number", () => bridge.push(L, reply.bigNumber));
  if ("bool" in reply) return api.lua_pushboolean(L, reply.bool ? 1 : 0);
  if ("double" in reply)
    return pushTagged(bridge, L, "double", () => api.lua_pushnumber(L, reply.double));
  if ("set" in reply)
    return pushTagged(bridge, L, "set", () => {
      pushPairs(
        bridge,
        L,
        reply.set.map((member) => [member, { bool: true }] as const),
      );
    });
  if ("map" in reply) return pushTagged(bridge, L, "map", () => pushPairs(bridge, L, reply.map));
  return pushTagged(bridge, L, "verbatim_string", () => {
    api.lua_createtable(L, 0, 0);
    bridge.push(L, reply.verbatim);
    bridge.setField(L, "string");
    bridge.push(L, reply.format);
    bridge.setField(L, "format");
  });
}

/**
 * Pushes `{err = "CODE message"}`. A message with a leading "-" brings its code along, any other gets the code ERR; what
 * comes in from Redis' own replies may still have its line end.
 */
export function pushError(bridge: Bridge, L: Pointer, message: Bytes): void {
  pushTagged(bridge, L, "err", () => bridge.push(L, errorText(message)));
}

/** Tells that Redis has already counted this error in its statistics; scripts can see the mark. */
function markCounted(bridge: Bridge, L: Pointer): void {
  bridge.api.lua_pushboolean(L, 1);
  bridge.setField(L, "ignore_error_stats_update");
}

function errorText(message: Bytes): Bytes {
  const trim = (text: Bytes): Bytes => text.replace(/^[\r\n]+|[\r\n]+$/g, "");
  if (!message.startsWith("-")) return `ERR ${trim(message)}`;
  const blank = message.indexOf(" ");
  return blank === -1
    ? `ERR ${trim(message.slice(1))}`
    : `${message.slice(1, blank)} ${trim(message.slice(blank + 1))}`;
}

function pushTagged(bridge: Bridge, L: Pointer, tag: string, pushValue: () => void): void {
  bridge.api.lua_createtable(L, 0, 0);
  pushValue();
  bridge.setField(L, tag);
}

function pushPairs(bridge: Bridge, L: Pointer, pairs: readonly (readonly [Reply, Reply])[]): void {
  const { api } = bridge;
  api.lua_createtable(L, 0, 0);
  api.lua_checkstack(L, 4);
  for (const [key, value] of pairs) {
    replyToLua(bridge, L, key, 3);
    replyToLua(bridge, L, value, 3);
    api.lua_rawset(L, -3);
  }
}

/**
 * The table grows as Redis grows it, one item at a time, or is made with the size that this leads to: `#` and `pairs`
 * look at the size of a table once there are holes in it.
 */
function pushArray(bridge: Bridge, L: Pointer, items: readonly Reply[], resp: 2 | 3): void {
  const { api } = bridge;
  api.lua_createtable(L, resp === 2 ? sizeWhenGrown(items.length) : 0, 0);
  api.lua_checkstack(L, 2);
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Reply;
    if (typeof item === "string") bridge.push(L, item);
    else replyToLua(bridge, L, item, resp);
    api.lua_rawseti(L, -2, i + 1);
  }
}

/** The array part of a Lua table after that many insertions at the end. */
export function sizeWhenGrown(items: number): number {
  return items < 2 ? items : 1 << (32 - Math.clz32(items - 1));
}

function isArray(reply: object): reply is readonly Reply[] {
  return Array.isArray(reply);
}
