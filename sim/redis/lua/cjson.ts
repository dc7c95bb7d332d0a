import type { Bridge, LuaFunction } from "./bridge.ts";
import { decodeJson } from "./cjsonDecode.ts";
import { encodeJson } from "./cjsonEncode.ts";
import { defaultCjsonSettings } from "./cjsonSettings.ts";
import type { CjsonSettings } from "./cjsonSettings.ts";
import { luaType, upvalueIndex } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import type { Run } from "./script.ts";

/** A library whose functions carry an upvalue, so that it fills its table itself. */
export type CjsonLibrary = {
  readonly functions: Readonly<Record<string, LuaFunction>>;
  /** Fills the table on top of the stack. Its functions share the settings of that number. */
  fill(L: Pointer, pointerOf: (name: string) => number, settings: number): void;
};

/** lua-cjson 2.1.0, as Redis 7.0 ships it: the table `cjson`. */
export function cjsonLibrary(bridge: Bridge, currentRun: () => Run): CjsonLibrary {
  const { api } = bridge;
  let pointers: (name: string) => number = () => {
    throw new Error("cjson: not filled yet");
  };

  const settingsOf = (L: Pointer): CjsonSettings => {
    const number = api.lua_tonumber(L, upvalueIndex(1));
    return (currentRun().cjson[number] ??= defaultCjsonSettings());
  };

  /** Fills up with nils, so that an absent argument looks like one. */
  const takeArguments = (L: Pointer, max: number): CjsonSettings => {
    if (api.lua_gettop(L) > max) bridge.failArgument(L, max + 1, "found too many arguments");
    while (api.lua_gettop(L) < max) api.lua_pushnil(L);
    return settingsOf(L);
  };

  const takeInteger = (
    L: Pointer,
    index: number,
    now: number,
    min: number,
    max: number,
  ): number => {
    let value = now;
    if (api.lua_type(L, index) !== luaType.nil) {
      value = Math.trunc(api.luaL_checknumber(L, index)) | 0;
      if (value < min || value > max)
        bridge.failArgument(L, 1, `expected integer between ${min} and ${max}`);
    }
    api.lua_pushnumber(L, value);
    return value;
  };

  const takeOption = <T extends string>(L: Pointer, now: T, options: readonly T[]): T => {
    let value: string = now;
    if (api.lua_type(L, 1) === luaType.boolean) value = api.lua_toboolean(L, 1) ? "on" : "off";
    else if (api.lua_type(L, 1) !== luaType.nil) {
      value = bridge.checkBytes(L, 1);
      if (!options.includes(value as T)) bridge.failArgument(L, 1, `invalid option '${value}'`);
    }
    if (value === "on" || value === "off") api.lua_pushboolean(L, value === "on" ? 1 : 0);
    else bridge.push(L, value);
    return value as T;
  };

  const takeSwitch = (L: Pointer, now: boolean): boolean =>
    takeOption(L, now ? "on" : "off", ["off", "on"]) === "on";

  const functions: Record<string, LuaFunction> = {
    encode(L) {
      if (api.lua_gettop(L) !== 1) return bridge.failArgument(L, 1, "expected 1 argument");
      bridge.push(L, encodeJson(bridge, L, settingsOf(L)));
      return 1;
    },
    decode(L) {
      if (api.lua_gettop(L) !== 1) return bridge.failArgument(L, 1, "expected 1 argument");
      decodeJson(bridge, L, settingsOf(L));
      return 1;
    },
    encode_sparse_array(L) {
      const settings = takeArguments(L, 3);
      settings.sparseConvert = takeSwitch(L, settings.sparseConvert);
      settings.sparseRatio = takeInteger(L, 2, settings.sparseRatio, 0, intMax);
      settings.sparseSafe = takeInteger(L, 3, settings.sparseSafe, 0, intMax);
      return 3;
    },
    encode_max_depth(L) {
      const settings = takeArguments(L, 1);
      settings.encodeMaxDepth = takeInteger(L, 1, settings.encodeMaxDepth, 1, intMax);
      return 1;
    },
    decode_max_depth(L) {
      const settings = takeArguments(L, 1);
      settings.decodeMaxDepth = takeInteger(L, 1, settings.decodeMaxDepth, 1, intMax);
      return 1;
    },
    encode_number_precision(L) {
      const settings = takeArguments(L, 1);
      settings.numberPrecision = takeInteger(L, 1, settings.numberPrecision, 1, 14);
      return 1;
    },
    encode_keep_buffer(L) {
      const settings = takeArguments(L, 1);
      settings.encodeKeepBuffer = takeSwitch(L, settings.encodeKeepBuffer);
      return 1;
    },
    encode_invalid_numbers(L) {
      const settings = takeArguments(L, 1);
      const options = ["off", "on", "null"] as const;
      settings.encodeInvalidNumbers = takeOption(L, settings.encodeInvalidNumbers, options);
      return 1;
    },
    decode_invalid_numbers(L) {
      const settings = takeArguments(L, 1);
      settings.decodeInvalidNumbers = takeSwitch(L, settings.decodeInvalidNumbers);
      return 1;
    },
    new(L) {
      const { cjson } = currentRun();
      // Number 0 belongs to the global `cjson`, used or not.
      const number = Math.max(1, cjson.length);
      cjson[number] = defaultCjsonSettings();
      api.lua_createtable(L, 0, 0);
      fill(L, pointers, number);
      return 1;
    },
  };

  const fill: CjsonLibrary["fill"] = (L, pointerOf, settings) => {
    pointers = pointerOf;
    for (const name of Object.keys(functions)) {
      api.lua_pushnumber(L, settings);
      api.lua_pushcclosure(L, pointerOf(name), 1);
      bridge.setField(L, name);
    }
    api.lua_pushlightuserdata(L, 0);
    bridge.setField(L, "null");
    bridge.push(L, "cjson");
    bridge.setField(L, "_NAME");
    bridge.push(L, "2.1.0");
    bridge.setField(L, "_VERSION");
  };

  return { functions, fill };
}

const intMax = 0x7fff_ffff;
