import type { Bridge } from "./bridge.ts";
import type { LuaDialect } from "./dialect.ts";
import { furnish } from "./furnish.ts";
import { libraryFunctions } from "./libraryApi.ts";
import type { RegisteredFunction } from "./libraryApi.ts";
import { globalsIndex } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import type { LuaWasm } from "./luaWasm.ts";
import { slots } from "./luaState.ts";
import { loadTimeConstants, redisFields } from "./redisLibrary.ts";
import type { Run } from "./script.ts";

/**
 * As scripts are furnished, but for what only EVAL has. While a library is loaded its only global is a small `redis`, by
 * which it registers functions and writes to the log.
 */
export function furnishForFunctions(
  wasm: LuaWasm,
  bridge: Bridge,
  L: Pointer,
  currentRun: () => Run,
  dialect: LuaDialect,
  registered: () => RegisteredFunction[] | null,
): void {
  const { api } = wasm;
  furnish(
    wasm,
    bridge,
    L,
    currentRun,
    dialect,
    redisFields(dialect).filter((name) => !onlyForScripts.redis.includes(name)),
  );
  for (const name of [...onlyForScripts.globals, ...dialect.errorHandlers]) {
    api.lua_pushvalue(L, slots.globals);
    api.lua_pushnil(L);
    bridge.setField(L, name);
    api.lua_settop(L, slots.ARGV);
  }

  const functions = libraryFunctions(bridge, currentRun, dialect, registered);
  const names = Object.keys(functions);
  const pointers = wasm.addFunctions(
    Object.values(functions).map((run) => ({ signature: "ii", run })),
  );
  const pushFunction = (name: string): void =>
    api.lua_pushcclosure(L, pointers[names.indexOf(name)] as number, 0);
  const setMetamethods = (onWrite: boolean): void => {
    api.lua_createtable(L, 0, 2);
    pushFunction("onMissing");
    bridge.setField(L, "__index");
    if (onWrite) {
      pushFunction("onWrite");
      bridge.setField(L, "__newindex");
    }
    api.lua_setmetatable(L, -2);
  };
  const top = api.lua_gettop(L);
  api.lua_getmetatable(L, globalsIndex);
  api.lua_createtable(L, 0, 1);
  setMetamethods(false);
  api.lua_createtable(L, 0, 8);
  for (const name of ["register_function", "log"]) {
    pushFunction(name);
    bridge.setField(L, name);
  }
  for (const [name, value] of Object.entries(loadTimeConstants(dialect))) {
    if (typeof value === "number") api.lua_pushnumber(L, value);
    else bridge.push(L, value);
    bridge.setField(L, name);
  }
  setMetamethods(true);
  for (const name of dialect.globals.slice(1)) {
    api.lua_pushvalue(L, -2);
    api.lua_pushvalue(L, -2);
    bridge.setField(L, name);
    api.lua_settop(L, -2);
  }
  bridge.setField(L, dialect.globals[0]!);
  bridge.setField(L, "__index");
  api.lua_settop(L, top);
}

const onlyForScripts = {
  redis: ["breakpoint", "debug", "replicate_commands"],
  globals: ["__redis__err__handler"],
};
