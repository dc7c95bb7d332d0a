import type { Bridge, LuaFunction } from "./bridge.ts";
import { luaType, registryIndex } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import type { OriginalOf } from "./baseLibrary.ts";

const readOnly = "Attempt to modify a readonly table";

/**
 * Globals and libraries that scripts can read and cannot change, as in Redis 7.0.
 *
 * Redis patched Lua with a read-only flag for tables; this Lua has none. So scripts see empty tables in their place,
 * whose metatables look things up in the real ones and refuse writes, and the few functions that pass metatables by are
 * told about them. What still shows: table.insert(string, 1) does not fail (it changes nothing either).
 */
export class Protection {
  readonly #bridge: Bridge;
  /** Address of the table that scripts see, to the place of the real one in Lua's registry. */
  readonly #real = new Map<Pointer, number>();
  /** What getmetatable answers for a protected table: a place as well; 0 for nil. */
  readonly #metatables = new Map<Pointer, number>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Replaces the table on top of the stack by its protected face. `onWrite` is the __newindex function's pointer. */
  protect(L: Pointer, onWrite: number): void {
    const { api } = this.#bridge;
    const shownMetatable = this.#protectMetatable(L, onWrite);
    const number = this.#remember(L);
    api.lua_createtable(L, 0, 0);
    api.lua_createtable(L, 0, 2);
    api.lua_pushvalue(L, -3);
    this.#bridge.setField(L, "__index");
    api.lua_pushcclosure(L, onWrite, 0);
    this.#bridge.setField(L, "__newindex");
    api.lua_setmetatable(L, -2);
    api.lua_remove(L, -2);
    const face = api.lua_topointer(L, -1);
    this.#real.set(face, number);
    this.#metatables.set(face, shownMetatable);
    this.#remember(L);
  }

  /** The functions that would otherwise see the empty table. */
  functions(originalOf: OriginalOf): Readonly<Record<string, LuaFunction>> {
    const { api } = this.#bridge;
    const looksBehind =
      (name: string): LuaFunction =>
      (L) => {
        const real = this.#real.get(api.lua_topointer(L, 1));
        if (real !== undefined && api.lua_type(L, 1) === luaType.table) {
          api.lua_rawgeti(L, registryIndex, real);
          api.lua_replace(L, 1);
        }
        return originalOf(name)(L);
      };
    const refuses =
      (name: string): LuaFunction =>
      (L) => {
        if (!this.#real.has(api.lua_topointer(L, 1))) return originalOf(name)(L);
        this.#bridge.push(L, readOnly);
        return this.#bridge.raise(L);
      };
    return {
      next: looksBehind("next"),
      pairs: looksBehind("pairs"),
      rawget: looksBehind("rawget"),
      rawset: refuses("rawset"),
      setmetatable: refuses("setmetatable"),
      getmetatable: (L) => {
        const shown = this.#metatables.get(api.lua_topointer(L, 1));
        if (shown === undefined) return originalOf("getmetatable")(L);
        if (shown === 0) api.lua_pushnil(L);
        else api.lua_rawgeti(L, registryIndex, shown);
        return 1;
      },
    };
  }

  /** The __newindex of every protected table. */
  onWrite: LuaFunction = (L) => this.#bridge.fail(L, readOnly);

  #protectMetatable(L: Pointer, onWrite: number): number {
    const { api } = this.#bridge;
    if (api.lua_getmetatable(L, -1) === 0) return 0;
    this.protect(L, onWrite);
    const number = this.#remember(L);
    api.lua_settop(L, -2);
    return number;
  }

  /** Keeps the value on top of the stack for ever: its address must not be used again. */
  #remember(L: Pointer): number {
    const { api } = this.#bridge;
    const number = api.lua_objlen(L, registryIndex) + 1;
    api.lua_pushvalue(L, -1);
    api.lua_rawseti(L, registryIndex, number);
    return number;
  }
}
