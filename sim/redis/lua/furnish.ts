import { baseFunctions } from "./baseLibrary.ts";
import { bitFunctions } from "./bit.ts";
import type { Bridge, LuaFunction } from "./bridge.ts";
import { cjsonLibrary } from "./cjson.ts";
import { cmsgpackConstants, cmsgpackFunctions } from "./cmsgpack.ts";
import { redis70Dialect } from "./dialect.ts";
import type { LuaDialect } from "./dialect.ts";
import { pushErrorHandler } from "./errorHandler.ts";
import { keepAllowed, missingGlobal } from "./globals.ts";
import { globalsIndex } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import type { LuaWasm } from "./luaWasm.ts";
import { osFunctions } from "./osLibrary.ts";
import { Protection } from "./protection.ts";
import { redisConstants, redisFields, redisFunctions } from "./redisLibrary.ts";
import type { Run } from "./script.ts";
import { structFunctions } from "./struct.ts";

/**
 * Opens the libraries, replaces what Redis replaces, locks everything, and leaves the values of `slots` on the stack.
 *
 * The order is Redis' own wherever a script could see it in the order of `pairs(redis)` or `pairs(_G)`.
 */
export function furnish(
  wasm: LuaWasm,
  bridge: Bridge,
  L: Pointer,
  currentRun: () => Run,
  dialect: LuaDialect = redis70Dialect,
  namesInRedis: readonly string[] = redisFields(dialect),
): void {
  const { api } = wasm;
  const protection = new Protection(bridge);
  const originals = new Map<string, LuaFunction>();
  const originalOf =
    (name: string): LuaFunction =>
    (state) =>
      (originals.get(name) as LuaFunction)(state);
  const cjson = cjsonLibrary(bridge, currentRun);
  const functions = {
    cjson: cjson.functions,
    struct: structFunctions(bridge),
    cmsgpack: cmsgpackFunctions(bridge),
    bit: bitFunctions(bridge),
    os: osFunctions(bridge),
    redis: redisFunctions(bridge, currentRun, dialect),
    replacements: {
      ...baseFunctions(bridge, originalOf, currentRun),
      ...protection.functions(originalOf),
    },
    guards: {
      onWrite: protection.onWrite,
      onMissing: missingGlobal(bridge),
      onNewGlobal: keepAllowed(bridge, [...dialect.globals, ...dialect.errorHandlers, "os"]),
    },
  };
  const pointers = register(wasm, functions);
  const pointerOf = (library: keyof typeof functions, name: string): number =>
    pointers.get(`${library}.${name}`) as number;

  const pushLibrary = (
    name: "struct" | "cmsgpack" | "bit" | "os" | "redis",
    size: number,
    constants: Readonly<Record<string, number | string>> = {},
    fields: readonly string[] = [...Object.keys(functions[name]), ...Object.keys(constants)],
  ): void => {
    api.lua_createtable(L, 0, size);
    for (const field of fields) {
      const constant = constants[field];
      if (typeof constant === "number") api.lua_pushnumber(L, constant);
      else if (typeof constant === "string") bridge.push(L, constant);
      else api.lua_pushcclosure(L, pointerOf(name, field), 0);
      bridge.setField(L, field);
    }
  };
  const setGlobal = (name: string): void => {
    bridge.push(L, name);
    api.lua_insert(L, -2);
    api.lua_settable(L, globalsIndex);
  };
  const setMetamethod = (name: string, pointer: number): void => {
    api.lua_createtable(L, 0, 0);
    api.lua_pushcclosure(L, pointer, 0);
    bridge.setField(L, name);
    api.lua_setmetatable(L, -2);
  };

  api.lua_pushvalue(L, globalsIndex);
  setMetamethod("__newindex", pointerOf("guards", "onNewGlobal"));
  api.luaopen_base(L);
  api.luaopen_table(L);
  api.luaopen_string(L);
  api.luaopen_math(L);
  api.luaopen_debug(L);
  api.lua_settop(L, 0);
  if (dialect.hasClock) {
    pushLibrary("os", 1);
    setGlobal("os");
  }

  api.lua_createtable(L, 0, 0);
  cjson.fill(L, (name) => pointerOf("cjson", name), 0);
  setGlobal("cjson");
  pushLibrary("struct", 3);
  setGlobal("struct");
  pushLibrary("cmsgpack", 0, cmsgpackConstants);
  setGlobal("cmsgpack");
  pushLibrary("bit", 12);
  setGlobal("bit");
  pushLibrary("redis", 0, redisConstants(dialect), namesInRedis);
  for (const name of dialect.globals.slice(1)) {
    api.lua_pushvalue(L, -1);
    setGlobal(name);
  }
  setGlobal(dialect.globals[0]!);

  for (const path of Object.keys(functions.replacements)) {
    const [name = "", library] = path.split(".").toReversed();
    api.lua_pushvalue(L, globalsIndex);
    if (library !== undefined) bridge.getField(L, -1, library);
    bridge.getField(L, -1, name);
    originals.set(path, wasm.functionAt(api.lua_tocfunction(L, -1)));
    // Lua's `pairs` keeps `next` in an upvalue, and the original will look for it in ours.
    const upvalues = api.lua_getupvalue(L, -1, 1) === 0 ? 0 : 1;
    api.lua_pushcclosure(L, pointerOf("replacements", path), upvalues);
    api.lua_remove(L, -2);
    bridge.setField(L, name);
    api.lua_settop(L, 0);
  }

  pushErrorHandler(bridge, L);
  for (const name of dialect.errorHandlers) {
    api.lua_pushvalue(L, -1);
    setGlobal(name);
  }
  api.lua_pushvalue(L, globalsIndex);
  setMetamethod("__index", pointerOf("guards", "onMissing"));
  lock(bridge, L, protection, pointerOf("guards", "onWrite"), dialect);
  bridge.push(L, "KEYS");
  bridge.push(L, "ARGV");
}

/** Puts protected faces in the place of the libraries, the string metatable and the globals; the stack stays as it is. */
function lock(
  bridge: Bridge,
  L: Pointer,
  protection: Protection,
  onWrite: number,
  dialect: LuaDialect,
): void {
  const { api } = bridge;
  const globals = api.lua_gettop(L);
  for (const name of [...protectedLibraries, ...(dialect.hasClock ? ["os"] : [])]) {
    bridge.getField(L, globals, name);
    protection.protect(L, onWrite);
    if (name === "string") {
      // ("x"):upper() goes through the metatable of strings: what it leads to is protected too, and itself hidden.
      bridge.push(L, "");
      api.lua_getmetatable(L, -1);
      api.lua_pushvalue(L, -3);
      bridge.setField(L, "__index");
      api.lua_pushvalue(L, -1);
      protection.protect(L, onWrite);
      bridge.setField(L, "__metatable");
      api.lua_settop(L, -3);
    }
    for (const alias of name === "redis" ? dialect.globals : [name]) {
      api.lua_pushvalue(L, globals);
      api.lua_pushvalue(L, -2);
      bridge.setField(L, alias);
      api.lua_settop(L, -2);
    }
    api.lua_settop(L, globals);
  }
  api.lua_pushvalue(L, globals);
  protection.protect(L, onWrite);
  api.lua_pushvalue(L, globals);
  api.lua_pushvalue(L, -2);
  bridge.setField(L, "_G");
  api.lua_settop(L, -2);
  api.lua_replace(L, globalsIndex);
}

const protectedLibraries = [
  "string",
  "table",
  "math",
  "coroutine",
  "bit",
  "cjson",
  "cmsgpack",
  "struct",
  "redis",
];

function register(
  wasm: LuaWasm,
  libraries: Readonly<Record<string, Readonly<Record<string, LuaFunction>>>>,
): Map<string, number> {
  const named = Object.entries(libraries).flatMap(([library, functions]) =>
    Object.entries(functions).map(([name, run]) => ({ path: `${library}.${name}`, run })),
  );
  const pointers = wasm.addFunctions(named.map(({ run }) => ({ signature: "ii", run })));
  return new Map(named.map(({ path }, i) => [path, pointers[i] as number]));
}
