import type { Bytes } from "../bytes.ts";
import type { Bridge } from "./bridge.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import { oneLine, readScriptError } from "./luaToReply.ts";

/**
 * What Redis answers when a script or a function raised an error that nothing caught; it lies on top of the stack.
 *
 * @param name of the function, or the SHA1 of the script.
 */
export function scriptFailure(bridge: Bridge, L: Pointer, name: Bytes): { readonly error: Bytes } {
  if (bridge.api.lua_type(L, -1) !== luaType.table) {
    const message = bridge.bytesAt(L, -1) ?? "execution failure";
    return { error: oneLine(`ERR Error running script ${name}, ${message.slice(0, 100)}`) };
  }
  const { text, source, line } = readScriptError(bridge, L);
  const place = source !== null && line !== null ? ` script: ${name}, on ${source}:${line}.` : "";
  return { error: oneLine(text + place) };
}
