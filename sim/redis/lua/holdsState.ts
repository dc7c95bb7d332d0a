import type { Bridge } from "./bridge.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";

/**
 * Whether the function on top of the stack, or one that it reaches, has a local variable of its library other than a
 * function: a counter, a cache. Constants count too, for nothing here tells them from a counter.
 */
export function holdsState(bridge: Bridge, L: Pointer, seen = new Set<Pointer>()): boolean {
  const { api } = bridge;
  const self = api.lua_topointer(L, -1);
  if (seen.has(self) || api.lua_tocfunction(L, -1) !== 0) return false;
  seen.add(self);
  if (api.lua_checkstack(L, 2) === 0) return true;
  for (let number = 1; api.lua_getupvalue(L, -1, number) !== 0; number++) {
    const holds = api.lua_type(L, -1) !== luaType.function || holdsState(bridge, L, seen);
    api.lua_settop(L, -2);
    if (holds) return true;
  }
  return false;
}
