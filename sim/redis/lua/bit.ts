import type { Bridge, LuaFunction } from "./bridge.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";

/** Lua BitOp 1.0.2, as Redis 7.0 ships it: the table `bit`. All numbers are taken and given as signed 32 bits. */
export function bitFunctions(bridge: Bridge): Readonly<Record<string, LuaFunction>> {
  const { api } = bridge;

  const take = (L: Pointer, index: number): number => {
    const bits = lowerBits(api.lua_tonumber(L, index));
    if (bits === 0 && api.lua_isnumber(L, index) === 0) bridge.failType(L, index, "number");
    return bits;
  };

  const unary =
    (operate: (a: number) => number): LuaFunction =>
    (L) => {
      api.lua_pushnumber(L, operate(take(L, 1)));
      return 1;
    };

  const fold =
    (operate: (a: number, b: number) => number): LuaFunction =>
    (L) => {
      let bits = take(L, 1);
      for (let i = api.lua_gettop(L); i > 1; i--) bits = operate(bits, take(L, i));
      api.lua_pushnumber(L, bits);
      return 1;
    };

  /** JavaScript, like BitOp, looks only at the lower five bits of a shift. */
  const shift =
    (operate: (a: number, by: number) => number): LuaFunction =>
    (L) => {
      api.lua_pushnumber(L, operate(take(L, 1), take(L, 2)) | 0);
      return 1;
    };

  return {
    tobit: unary((a) => a),
    bnot: unary((a) => ~a),
    band: fold((a, b) => a & b),
    bor: fold((a, b) => a | b),
    bxor: fold((a, b) => a ^ b),
    lshift: shift((a, by) => a << by),
    rshift: shift((a, by) => a >>> by),
    arshift: shift((a, by) => a >> by),
    rol: shift((a, by) => (a << by) | (a >>> -by)),
    ror: shift((a, by) => (a << -by) | (a >>> by)),
    bswap: unary((a) => (a >>> 24) | ((a >>> 8) & 0xff00) | ((a & 0xff00) << 8) | (a << 24)),
    tohex(L) {
      const bits = take(L, 1);
      const wanted = api.lua_type(L, 2) === luaType.none ? 8 : take(L, 2);
      const digits = (bits >>> 0).toString(16).padStart(8, "0");
      const shown = digits.slice(8 - Math.min(Math.abs(wanted), 8));
      bridge.push(L, wanted < 0 ? shown.toUpperCase() : shown);
      return 1;
    },
  };
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** BitOp adds 2^52 + 2^51, which rounds half to even and moves the integer into the lower bits of the double. */
function lowerBits(value: number): number {
  double[0] = value + 6_755_399_441_055_744;
  return halves[0] ?? 0;
}
