import type { Bridge } from "./bridge.ts";
import type { CjsonSettings } from "./cjsonSettings.ts";
import { readTokens } from "./cjsonTokens.ts";
import type { Pointer } from "./luaApi.ts";

/** Pushes the value of the JSON text that is the only argument, as lua-cjson 2.1.0 reads it; raises its errors. */
export function decodeJson(bridge: Bridge, L: Pointer, settings: CjsonSettings): void {
  const { api } = bridge;
  const text = bridge.checkBytes(L, 1);
  if (text.length >= 2 && (text[0] === "\0" || text[1] === "\0"))
    bridge.fail(L, "JSON parser does not support UTF-16 or UTF-32");
  const { token, next } = readTokens(text, settings.decodeInvalidNumbers);
  let depth = 0;

  const expected = (what: string): never => {
    const found = token.type === "T_ERROR" ? token.string : token.type;
    return bridge.fail(L, `Expected ${what} but found ${found} at character ${token.at + 1}`);
  };

  const descend = (slots: number): void => {
    depth++;
    if (depth > settings.decodeMaxDepth || api.lua_checkstack(L, slots) === 0)
      bridge.fail(L, `Found too many nested data structures (${depth}) at character ${token.end}`);
  };

  const pushValue = (): void => {
    switch (token.type) {
      case "T_STRING":
        return bridge.push(L, token.string);
      case "T_NUMBER":
        return api.lua_pushnumber(L, token.number);
      case "T_BOOLEAN":
        return api.lua_pushboolean(L, token.number);
      case "T_OBJ_BEGIN":
        return pushObject();
      case "T_ARR_BEGIN":
        return pushArray();
      case "T_NULL":
        return api.lua_pushlightuserdata(L, 0);
      default:
        return expected("value");
    }
  };

  const pushObject = (): void => {
    descend(3);
    api.lua_createtable(L, 0, 0);
    if (next() !== "T_OBJ_END")
      for (;;) {
        if (token.type !== "T_STRING") expected("object key string");
        bridge.push(L, token.string);
        if (next() !== "T_COLON") expected("colon");
        next();
        pushValue();
        api.lua_rawset(L, -3);
        if (next() === "T_OBJ_END") break;
        if (token.type !== "T_COMMA") expected("comma or object end");
        next();
      }
    depth--;
  };

  const pushArray = (): void => {
    descend(2);
    api.lua_createtable(L, 0, 0);
    if (next() !== "T_ARR_END")
      for (let i = 1; ; i++) {
        pushValue();
        api.lua_rawseti(L, -2, i);
        if (next() === "T_ARR_END") break;
        if (token.type !== "T_COMMA") expected("comma or array end");
        next();
      }
    depth--;
  };

  next();
  pushValue();
  if (next() !== "T_END") expected("the end");
}
