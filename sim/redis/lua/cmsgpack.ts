import type { Bridge, LuaFunction } from "./bridge.ts";
export function cmsgpackFunctions(_bridge: Bridge): Readonly<Record<string, LuaFunction>> {
  return {};
}
export const cmsgpackConstants = {};
