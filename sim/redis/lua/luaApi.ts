/** An address in the WASM memory, or a Lua state by its address. */
export type Pointer = number;

/**
 * The functions of Lua 5.1's C API that we call, as the module exports them: no strings, no objects, only numbers.
 * Their meaning is that of the Lua 5.1 reference manual, sections 3 and 4.
 */
export type LuaApi = {
  lua_newstate(allocate: number, userData: Pointer): Pointer;
  lua_atpanic(L: Pointer, panic: number): number;
  lua_gc(L: Pointer, what: number, data: number): number;
  lua_sethook(L: Pointer, hook: number, mask: number, count: number): void;

  luaopen_base(L: Pointer): number;
  luaopen_table(L: Pointer): number;
  luaopen_string(L: Pointer): number;
  luaopen_math(L: Pointer): number;
  luaopen_debug(L: Pointer): number;

  luaL_loadbuffer(L: Pointer, text: Pointer, length: number, name: Pointer): number;
  lua_call(L: Pointer, args: number, results: number): void;
  lua_pcall(L: Pointer, args: number, results: number, handler: number): number;
  lua_error(L: Pointer): number;

  lua_gettop(L: Pointer): number;
  lua_settop(L: Pointer, index: number): void;
  lua_pushvalue(L: Pointer, index: number): void;
  lua_insert(L: Pointer, index: number): void;
  lua_remove(L: Pointer, index: number): void;
  lua_replace(L: Pointer, index: number): void;
  lua_checkstack(L: Pointer, slots: number): number;

  lua_type(L: Pointer, index: number): number;
  lua_typename(L: Pointer, type: number): Pointer;
  lua_isnumber(L: Pointer, index: number): number;
  lua_isstring(L: Pointer, index: number): number;
  lua_tonumber(L: Pointer, index: number): number;
  lua_toboolean(L: Pointer, index: number): number;
  /** Converts a number in its place on the stack. Null (0) when it is neither a string nor a number. */
  lua_tolstring(L: Pointer, index: number, length: Pointer): Pointer;
  lua_touserdata(L: Pointer, index: number): Pointer;
  lua_topointer(L: Pointer, index: number): Pointer;
  lua_tocfunction(L: Pointer, index: number): number;
  lua_objlen(L: Pointer, index: number): number;

  lua_pushnil(L: Pointer): void;
  lua_pushnumber(L: Pointer, value: number): void;
  lua_pushboolean(L: Pointer, value: number): void;
  lua_pushlstring(L: Pointer, bytes: Pointer, length: number): void;
  lua_pushcclosure(L: Pointer, callback: number, upvalues: number): void;
  lua_pushlightuserdata(L: Pointer, value: Pointer): void;
  lua_newuserdata(L: Pointer, size: number): Pointer;
  lua_concat(L: Pointer, count: number): void;

  lua_createtable(L: Pointer, items: number, fields: number): void;
  lua_gettable(L: Pointer, index: number): void;
  lua_settable(L: Pointer, index: number): void;
  lua_rawget(L: Pointer, index: number): void;
  lua_rawset(L: Pointer, index: number): void;
  lua_rawgeti(L: Pointer, index: number, key: number): void;
  lua_rawseti(L: Pointer, index: number, key: number): void;
  lua_next(L: Pointer, index: number): number;
  lua_getmetatable(L: Pointer, index: number): number;
  lua_setmetatable(L: Pointer, index: number): number;
  lua_getupvalue(L: Pointer, index: number, number: number): Pointer;

  luaL_where(L: Pointer, level: number): void;
  luaL_argerror(L: Pointer, argument: number, message: Pointer): number;
  luaL_typerror(L: Pointer, argument: number, typeName: Pointer): number;
  luaL_checkinteger(L: Pointer, argument: number): number;
  luaL_checknumber(L: Pointer, argument: number): number;
  luaL_checklstring(L: Pointer, argument: number, length: Pointer): Pointer;
  luaL_checktype(L: Pointer, argument: number, type: number): void;
  luaL_checkany(L: Pointer, argument: number): void;
};

/** lua_type. */
export const luaType = {
  none: -1,
  nil: 0,
  boolean: 1,
  lightUserdata: 2,
  number: 3,
  string: 4,
  table: 5,
  function: 6,
} as const;

export const registryIndex = -10_000;
export const globalsIndex = -10_002;
export const multipleResults = -1;

/** The pseudo-index of a C function's upvalue, counted from 1. */
export const upvalueIndex = (number: number): number => globalsIndex - number;
