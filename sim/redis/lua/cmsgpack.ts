import type { Bridge, LuaFunction } from "./bridge.ts";
import { packValue } from "./cmsgpackPack.ts";
import { unpackValues } from "./cmsgpackUnpack.ts";

/** lua-cmsgpack 0.4.0, as Redis 7.0 ships it: the table `cmsgpack`. */
export function cmsgpackFunctions(bridge: Bridge): Readonly<Record<string, LuaFunction>> {
  const { api } = bridge;
  return {
    pack(L) {
      const count = api.lua_gettop(L);
      if (count === 0) return bridge.failArgument(L, 0, "MessagePack pack needs input.");
      if (api.lua_checkstack(L, count) === 0)
        return bridge.failArgument(L, 0, "Too many arguments for MessagePack pack.");
      let packed = "";
      for (let i = 1; i <= count; i++) {
        api.lua_pushvalue(L, i);
        packed += packValue(bridge, L, 0);
      }
      bridge.push(L, packed);
      return 1;
    },
    unpack: (L) => unpackValues(bridge, L, 0, 0),
    unpack_one(L) {
      const offset = bridge.optionalInteger(L, 2, 0);
      api.lua_settop(L, 1);
      return unpackValues(bridge, L, 1, offset);
    },
    unpack_limit(L) {
      const limit = Math.trunc(api.luaL_checknumber(L, 2));
      const offset = bridge.optionalInteger(L, 3, 0);
      api.lua_settop(L, 1);
      return unpackValues(bridge, L, limit, offset);
    },
  };
}

export const cmsgpackConstants: Readonly<Record<string, string>> = {
  _NAME: "cmsgpack",
  _VERSION: "lua-cmsgpack 0.4.0",
  _COPYRIGHT: "Copyright (C) 2012, Salvatore Sanfilippo",
  _DESCRIPTION: "MessagePack C implementation for Lua",
};
