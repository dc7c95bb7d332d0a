/** An address in the WASM memory, or a Lua state by its address. */
export type Pointer = number;

/**
 * The functions of Lua 5.1's C API that we call, as the module exports them: no strings, no objects, only numbers.
 * Their meaning is that of the Lua 5.1 reference manual, sections 3 and 4.
 */
export type LuaApi = {
  readonly lua_newstate: (allocate: number, userData: Pointer) => Pointer;
  readonly lua_atpanic: (L: Pointer, panic: number) => number;
  readonly lua_gc: (L: Pointer, what: number, data: number) => number;
  readonly lua_sethook: (L: Pointer, hook: number, mask: number, count: number) => void;

  readonly luaopen_base: (L: Pointer) => number;
  readonly luaopen_table: (L: Pointer) => number;
  readonly luaopen_string: (L: Pointer) => number;
  readonly luaopen_math: (L: Pointer) => number;
  readonly luaopen_debug: (L: Pointer) => number;

  readonly luaL_loadbuffer: (L: Pointer, text: Pointer, length: number, name: Pointer) => number;
  readonly lua_dump: (L: Pointer, writer: number, userData: Pointer) => number;
  readonly lua_call: (L: Pointer, args: number, results: number) => void;
  readonly lua_pcall: (L: Pointer, args: number, results: number, handler: number) => number;
  readonly lua_error: (L: Pointer) => number;

  readonly lua_gettop: (L: Pointer) => number;
  readonly lua_settop: (L: Pointer, index: number) => void;
  readonly lua_pushvalue: (L: Pointer, index: number) => void;
  readonly lua_insert: (L: Pointer, index: number) => void;
  readonly lua_remove: (L: Pointer, index: number) => void;
  readonly lua_replace: (L: Pointer, index: number) => void;
  readonly lua_checkstack: (L: Pointer, slots: number) => number;

  readonly lua_type: (L: Pointer, index: number) => number;
  readonly lua_typename: (L: Pointer, type: number) => Pointer;
  readonly lua_isnumber: (L: Pointer, index: number) => number;
  readonly lua_isstring: (L: Pointer, index: number) => number;
  readonly lua_tonumber: (L: Pointer, index: number) => number;
  readonly lua_toboolean: (L: Pointer, index: number) => number;
  /** Converts a number in its place on the stack. Null (0) when it is neither a string nor a number. */
  readonly lua_tolstring: (L: Pointer, index: number, length: Pointer) => Pointer;
  readonly lua_touserdata: (L: Pointer, index: number) => Pointer;
  readonly lua_topointer: (L: Pointer, index: number) => Pointer;
  readonly lua_tocfunction: (L: Pointer, index: number) => number;
  readonly lua_objlen: (L: Pointer, index: number) => number;

  readonly lua_pushnil: (L: Pointer) => void;
  readonly lua_pushnumber: (L: Pointer, value: number) => void;
  readonly lua_pushboolean: (L: Pointer, value: number) => void;
  readonly lua_pushlstring: (L: Pointer, bytes: Pointer, length: number) => void;
  readonly lua_pushcclosure: (L: Pointer, callback: number, upvalues: number) => void;
  readonly lua_pushlightuserdata: (L: Pointer, value: Pointer) => void;
  readonly lua_newuserdata: (L: Pointer, size: number) => Pointer;
  readonly lua_concat: (L: Pointer, count: number) => void;

  readonly lua_createtable: (L: Pointer, items: number, fields: number) => void;
  readonly lua_gettable: (L: Pointer, index: number) => void;
  readonly lua_settable: (L: Pointer, index: number) => void;
  readonly lua_rawget: (L: Pointer, index: number) => void;
  readonly lua_rawset: (L: Pointer, index: number) => void;
  readonly lua_rawgeti: (L: Pointer, index: number, key: number) => void;
  readonly lua_rawseti: (L: Pointer, index: number, key: number) => void;
  readonly lua_next: (L: Pointer, index: number) => number;
  readonly lua_getmetatable: (L: Pointer, index: number) => number;
  readonly lua_setmetatable: (L: Pointer, index: number) => number;
  readonly lua_getupvalue: (L: Pointer, index: number, number: number) => Pointer;

  readonly luaL_where: (L: Pointer, level: number) => void;
  readonly luaL_argerror: (L: Pointer, argument: number, message: Pointer) => number;
  readonly luaL_typerror: (L: Pointer, argument: number, typeName: Pointer) => number;
  readonly luaL_checkinteger: (L: Pointer, argument: number) => number;
  readonly luaL_checknumber: (L: Pointer, argument: number) => number;
  readonly luaL_checklstring: (L: Pointer, argument: number, length: Pointer) => Pointer;
  readonly luaL_checktype: (L: Pointer, argument: number, type: number) => void;
  readonly luaL_checkany: (L: Pointer, argument: number) => void;
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
