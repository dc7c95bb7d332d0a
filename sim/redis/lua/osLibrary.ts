import type { Bridge, LuaFunction } from "./bridge.ts";

/** What Redis 7.4 and later leave of Lua's `os`. No command takes any time here, so the processor has never been used. */
export function osFunctions({ api }: Bridge): Readonly<Record<string, LuaFunction>> {
  return {
    clock(L) {
      api.lua_pushnumber(L, 0);
      return 1;
    },
  };
}
