import type { Bytes } from "../bytes.ts";
import type { Bridge, LuaFunction } from "./bridge.ts";
import type { LuaDialect } from "./dialect.ts";
import { missingGlobal } from "./globals.ts";
import { luaType, registryIndex } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import { redisFunctions } from "./redisLibrary.ts";
import { pushError } from "./replyToLua.ts";
import { scriptFlags } from "./shebang.ts";
import { untilNul } from "./untilNul.ts";
import type { Run } from "./script.ts";

/** What redis.register_function was told. */
export type RegisteredFunction = {
  readonly name: Bytes;
  readonly description: Bytes | null;
  /** In Redis' order. */
  readonly flags: readonly string[];
  /** Where it is in Lua's registry. */
  readonly place: number;
};

/** What a library can call while it is loaded, and the metamethods of that small world. */
export function libraryFunctions(
  bridge: Bridge,
  currentRun: () => Run,
  dialect: LuaDialect,
  registered: () => RegisteredFunction[] | null,
): Readonly<Record<string, LuaFunction>> {
  const { api } = bridge;

  return {
    log: redisFunctions(bridge, currentRun, dialect)["log"] as LuaFunction,
    onMissing: missingGlobal(bridge),
    onWrite: (L) => bridge.fail(L, "Attempt to modify a readonly table"),
    register_function(L) {
      const functions = registered();
      if (functions === null) {
        // A library that keeps its `redis` can reach this from its functions.
        const onlyLoading = "redis.register_function can only be called on FUNCTION LOAD command";
        pushError(bridge, L, dialect.say(onlyLoading));
        return bridge.raise(L);
      }
      const count = api.lua_gettop(L);
      const asked =
        count < 1 || count > 2
          ? "wrong number of arguments to redis.register_function"
          : count === 1
            ? readNamed(bridge, L)
            : readPositional(bridge, L);
      const complaint =
        typeof asked === "string"
          ? asked
          : dialect.judgesFunctionsAtTheEnd
            ? null
            : whyNotFunction(asked, functions);
      if (typeof asked === "string" || complaint !== null) {
        pushError(bridge, L, dialect.say(complaint ?? ""));
        return bridge.raise(L);
      }
      functions.push(asked);
      return 0;
    },
  };
}

/** What is wrong with the name of a function, next to those that the library has registered before. */
export function whyNotFunction(
  { name }: RegisteredFunction,
  registered: readonly RegisteredFunction[],
): string | null {
  if (!isFunctionName(name))
    // Redis 7.0 says so of functions too.
    return "Library names can only contain letters, numbers, or underscores(_) and must be at least one character long";
  return registered.some((other) => other.name === name)
    ? "Function already exists in the library"
    : null;
}

/** Libraries and functions are named alike. */
export function isFunctionName(name: Bytes): boolean {
  return /^[a-zA-Z0-9_]+$/.test(name);
}

/** redis.register_function(name, callback); a string is what is wrong with it. */
function readPositional(bridge: Bridge, L: Pointer): RegisteredFunction | string {
  const name = bridge.bytesAt(L, 1);
  if (name === null) return "first argument to redis.register_function must be a string";
  if (bridge.api.lua_type(L, 2) !== luaType.function)
    return "second argument to redis.register_function must be a function";
  return { name, description: null, flags: [], place: keep(bridge, L) };
}

/** redis.register_function{function_name = ..., callback = ..., description = ..., flags = {...}} */
function readNamed(bridge: Bridge, L: Pointer): RegisteredFunction | string {
  const { api } = bridge;
  if (api.lua_type(L, 1) !== luaType.table)
    return "calling redis.register_function with a single argument is only applicable to Lua table (representing named arguments).";
  let name: Bytes | null = null;
  let description: Bytes | null = null;
  let flags: readonly string[] = [];
  let place: number | null = null;
  api.lua_pushnil(L);
  while (api.lua_next(L, 1) !== 0) {
    if (api.lua_isstring(L, -2) === 0)
      return "named argument key given to redis.register_function is not a string";
    // A copy: converting a key that is a number in its place would confuse the walk.
    api.lua_pushvalue(L, -2);
    const key = untilNul(bridge.bytesAt(L, -1) ?? "").toLowerCase();
    api.lua_settop(L, -2);
    if (key === "function_name") {
      name = bridge.bytesAt(L, -1);
      if (name === null)
        return "function_name argument given to redis.register_function must be a string";
    } else if (key === "description") {
      description = bridge.bytesAt(L, -1);
      if (description === null)
        return "description argument given to redis.register_function must be a string";
    } else if (key === "callback") {
      if (api.lua_type(L, -1) !== luaType.function)
        return "callback argument given to redis.register_function must be a function";
      api.lua_pushvalue(L, -1);
      place = keep(bridge, L);
    } else if (key === "flags") {
      if (api.lua_type(L, -1) !== luaType.table)
        return "flags argument to redis.register_function must be a table representing function flags";
      const read = readFlags(bridge, L);
      if (read === null) return "unknown flag given";
      flags = read;
    } else return "unknown argument given to redis.register_function";
    api.lua_settop(L, -2);
  }
  if (name === null) return "redis.register_function must get a function name argument";
  if (place === null) return "redis.register_function must get a callback argument";
  return { name, description, flags, place };
}

/** The flags in the list on top of the stack; null when one of them is none. */
function readFlags(bridge: Bridge, L: Pointer): readonly string[] | null {
  const { api } = bridge;
  const given = new Set<string>();
  for (let i = 1; ; i++) {
    api.lua_rawgeti(L, -1, i);
    const ends = api.lua_type(L, -1) === luaType.nil;
    const flag = bridge.bytesAt(L, -1);
    api.lua_settop(L, -2);
    if (ends) return scriptFlags.filter((known) => given.has(known));
    if (flag === null) return null;
    const known = untilNul(flag).toLowerCase();
    if (!scriptFlags.includes(known)) return null;
    given.add(known);
  }
}

/** Takes the function off the stack and keeps it where `place` finds it. */
function keep(bridge: Bridge, L: Pointer): number {
  const place = bridge.api.lua_objlen(L, registryIndex) + 1;
  bridge.api.lua_rawseti(L, registryIndex, place);
  return place;
}
