import type { Bridge, LuaFunction } from "./bridge.ts";
import { luaType } from "./luaApi.ts";
import { untilNul } from "./untilNul.ts";

/** The __index of the globals: Redis has no undefined ones. */
export function missingGlobal(bridge: Bridge): LuaFunction {
  const { api } = bridge;
  return (L) => {
    if (api.lua_gettop(L) !== 2)
      return bridge.fail(L, "Wrong number of arguments to luaProtectedTableError");
    const name = bridge.bytesAt(L, 2);
    if (name === null)
      return bridge.fail(L, "Second argument to luaProtectedTableError must be a string or number");
    return bridge.fail(
      L,
      `Script attempted to access nonexistent global variable '${untilNul(name)}'`,
    );
  };
}

/** The __newindex of the globals while the libraries are opened: drops what Redis 7.0 does not let scripts have. */
export function keepAllowed(bridge: Bridge, apiNames: readonly string[]): LuaFunction {
  const { api } = bridge;
  return (L) => {
    const name = api.lua_type(L, 2) === luaType.string ? bridge.bytesAt(L, 2) : null;
    if (name !== null && (allowed.has(name) || apiNames.includes(name))) api.lua_rawset(L, 1);
    return 0;
  };
}

const allowed: ReadonlySet<string> = new Set(
  (
    "string cjson bit cmsgpack math table struct redis __redis__err__handler xpcall tostring setmetatable next assert " +
    "tonumber rawequal collectgarbage getmetatable rawset pcall coroutine type _G select unpack gcinfo pairs rawget " +
    // debug is taken away again once the error handler has it.
    "loadstring ipairs _VERSION load error debug"
  ).split(" "),
);
