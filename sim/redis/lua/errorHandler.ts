import type { Bridge } from "./bridge.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";

/**
 * Pushes the function that turns whatever a script raised into a table with the place where it happened.
 *
 * It is Lua because it asks Lua for that place: the function that raised the error, or its caller when that was C, as
 * with redis.call. Redis 7.0 has the same function under the same global name.
 */
export function pushErrorHandler(bridge: Bridge, L: Pointer): void {
  const { api } = bridge;
  if (!bridge.load(L, source, "@err_handler_def"))
    throw new Error(`errorHandler: ${bridge.bytesAt(L, -1)}`);
  api.lua_call(L, 0, 1);
  if (api.lua_type(L, -1) !== luaType.function)
    throw new Error("errorHandler: it made no function");
}

const source = `
local getinfo = debug.getinfo
debug = nil
function __redis__err__handler(err)
  local place = getinfo(2, 'nSl')
  if place and place.what == 'C' then
    place = getinfo(3, 'nSl')
  end
  if type(err) ~= 'table' then
    err = { err = 'ERR ' .. tostring(err) }
  end
  if place then
    err['source'] = place.source
    err['line'] = place.currentline
  end
  return err
end
return __redis__err__handler
`;
