import type { Bridge, LuaFunction } from "./bridge.ts";
export function bitFunctions(_bridge: Bridge): Readonly<Record<string, LuaFunction>> {
  return {};
}
