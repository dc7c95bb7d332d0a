import type { Bytes } from "../bytes.ts";
import { Arena } from "./arena.ts";
import type { Snapshot } from "./arena.ts";
import { Bridge } from "./bridge.ts";
import type { LuaDialect } from "./dialect.ts";
import { furnish } from "./furnish.ts";
import type { Pointer } from "./luaApi.ts";
import { instantiateLua } from "./luaWasm.ts";
import type { LuaWasm } from "./luaWasm.ts";
import type { Run } from "./script.ts";

/** A Lua state furnished as Redis 7.0 furnishes it. */
export type LuaState = {
  readonly wasm: LuaWasm;
  readonly bridge: Bridge;
  readonly arena: Arena;
  readonly L: Pointer;
  /** What every script is compiled in: the first four values of `slots` on the stack, and nothing that ran before. */
  readonly fresh: Snapshot;
  /** The function on top of the stack as bytecode. */
  readonly dump: () => Bytes;
};

/** What lies at the bottom of the stack while a script runs. */
export const slots = { errorHandler: 1, globals: 2, KEYS: 3, ARGV: 4, script: 5 } as const;

/** How often, in Lua instructions, the hook is called. Redis looks at the clock as often. */
export const hookInterval = 100_000;

export type LuaStateOptions = {
  readonly memoryBytesMax: number;
  readonly currentRun: () => Run;
  /** Called every `hookInterval` instructions; throws to end the script. */
  readonly onHook: () => void;
  /** As for scripts, unless told otherwise. */
  readonly furnish?: typeof furnish;
  readonly dialect: LuaDialect;
};

export function createLuaState(module: WebAssembly.Module, options: LuaStateOptions): LuaState {
  const wasm = instantiateLua(module);
  const { api, memory } = wasm;
  const scratch = memory.buffer.byteLength;
  memory.grow(scratchBytes / 65_536);
  const bridge = new Bridge(wasm, scratch, scratchBytes);
  const arena = new Arena(memory, scratch + scratchBytes, options.memoryBytesMax);

  const dumped: Bytes[] = [];
  const [allocate = 0, panic = 0, hook = 0, writer = 0] = wasm.addFunctions([
    {
      signature: "iiiii",
      run: (_userData = 0, block = 0, oldSize = 0, newSize = 0) =>
        arena.reallocate(block, oldSize, newSize),
    },
    {
      signature: "ii",
      run: () => {
        throw new Error("luaState: Lua panicked; an error was raised where nothing catches it");
      },
    },
    { signature: "vii", run: options.onHook },
    {
      signature: "iiiii",
      run: (_L, at = 0, length = 0) => {
        dumped.push(bridge.bytesFrom(at, length));
        return 0;
      },
    },
  ]);
  const L = api.lua_newstate(allocate, 0);
  api.lua_atpanic(L, panic);
  (options.furnish ?? furnish)(wasm, bridge, L, options.currentRun, options.dialect);
  api.lua_sethook(L, hook, hookOnCount, hookInterval);
  delayGarbageCollection(wasm, L);
  const dump = (): Bytes => {
    api.lua_dump(L, writer, 0);
    return dumped.splice(0).join("");
  };
  return { wasm, bridge, arena, L, fresh: arena.snapshot(), dump };
}

/**
 * Collects everything now and puts the next collection far enough away that an ordinary script ends before it. The
 * snapshot is thrown away with the garbage anyway.
 */
export function delayGarbageCollection({ api }: LuaWasm, L: Pointer): void {
  api.lua_gc(L, setPause, 2_000);
  api.lua_gc(L, collect, 0);
  api.lua_gc(L, setPause, 200);
}

const scratchBytes = 1 << 20;
const hookOnCount = 8;
const collect = 2;
const setPause = 6;
