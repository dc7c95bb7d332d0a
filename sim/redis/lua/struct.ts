import type { Bridge, LuaFunction } from "./bridge.ts";
export function structFunctions(_bridge: Bridge): Readonly<Record<string, LuaFunction>> {
  return {};
}
