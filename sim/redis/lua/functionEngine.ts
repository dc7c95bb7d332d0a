import type { Bytes } from "../bytes.ts";
import type { Reply } from "../reply.ts";
import type { Snapshot } from "./arena.ts";
import type { LuaDialect } from "./dialect.ts";
import { furnishForFunctions } from "./furnishForFunctions.ts";
import { holdsState } from "./holdsState.ts";
import { whyNotFunction } from "./libraryApi.ts";
import type { RegisteredFunction } from "./libraryApi.ts";
import { globalsIndex, luaType, registryIndex } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import { createLuaState, delayGarbageCollection, hookInterval, slots } from "./luaState.ts";
import type { LuaState } from "./luaState.ts";
import { luaToReply, readScriptError } from "./luaToReply.ts";
import { RedisRandom } from "./redisRandom.ts";
import { scriptFailure } from "./scriptFailure.ts";
import type { Run, ScriptHost } from "./script.ts";

/** A library that was loaded: what it registered, and the memory in which its functions live from call to call. */
export type LoadedLibrary = {
  readonly functions: readonly RegisteredFunction[];
  image: Snapshot;
  /** Whether a call may leave something behind for the next one, in a local variable of the library. */
  readonly stateful: boolean;
};

/**
 * The Lua of FUNCTION and FCALL, which Redis keeps apart from that of EVAL.
 *
 * Each library has an image of its own. As libraries can reach nothing but their own locals, no one can tell this from
 * the one Lua that Redis has for all of them.
 */
export class FunctionEngine {
  readonly #module: WebAssembly.Module;
  readonly #memoryBytesMax: number;
  readonly #dialect: LuaDialect;
  #state: LuaState;
  #run: Run | null = null;
  /** Null while no library is being loaded. */
  #registered: RegisteredFunction[] | null = null;
  #instructionsLeft = 0;

  constructor(module: WebAssembly.Module, memoryBytesMax: number, dialect: LuaDialect) {
    this.#module = module;
    this.#dialect = dialect;
    this.#memoryBytesMax = memoryBytesMax;
    this.#state = this.#createState();
  }

  /**
   * Runs the code of a library once, so that it registers its functions. An error is Redis' text, without "ERR".
   *
   * @param code from the line end of its first line on, so that line numbers are right.
   */
  load(
    code: Bytes,
    host: ScriptHost,
    limits: { readonly instructionsMax: number },
  ): LoadedLibrary | { readonly error: Bytes } {
    const { wasm, bridge, arena, L, fresh } = this.#state;
    const { api } = wasm;
    return (
      this.#guarded(host, limits, () => {
        arena.restore(fresh);
        // Redis' Lua has lost the ability to load bytecode: such a text is a syntax error to it.
        const text = code.startsWith("\x1b") ? ` ${code}` : code;
        if (!bridge.load(L, text, "@user_function"))
          return { error: `Error compiling function: ${bridge.bytesAt(L, -1)}` };
        const functions: RegisteredFunction[] = [];
        this.#registered = functions;
        const failed = api.lua_pcall(L, 0, 0, 0) !== 0;
        this.#registered = null;
        if (failed) return { error: `Error registering functions: ${this.#loadFailure()}` };
        const complaint = this.#dialect.judgesFunctionsAtTheEnd ? whyNot(functions) : null;
        if (complaint !== null) return { error: complaint };
        if (functions.length === 0) return { error: "No functions registered" };
        const stateful = functions.some(({ place }) => {
          api.lua_rawgeti(L, registryIndex, place);
          const holds = holdsState(bridge, L);
          api.lua_settop(L, -2);
          return holds;
        });
        this.#lookUpGlobalsIn(slots.globals);
        delayGarbageCollection(wasm, L);
        return { functions, stateful, image: arena.snapshot() };
      }) ?? { error: "Error registering functions: ERR FUNCTION LOAD timeout" }
    );
  }

  /**
   * Calls a function of a library.
   *
   * @throws whatever the host throws.
   */
  call(
    library: LoadedLibrary,
    { name, place }: RegisteredFunction,
    keys: readonly Bytes[],
    args: readonly Bytes[],
    host: ScriptHost,
    limits: { readonly instructionsMax: number },
  ): Reply {
    if (this.#run !== null)
      throw new Error(`FunctionEngine.call: ${name} inside another; Redis refuses FCALL there`);
    const { wasm, bridge, arena, L } = this.#state;
    const { api } = wasm;
    const reply = this.#guarded(host, limits, (run) => {
      arena.restore(library.image);
      const bottom = api.lua_gettop(L);
      api.lua_rawgeti(L, registryIndex, place);
      this.#pushTexts(keys);
      this.#pushTexts(args);
      const failed = api.lua_pcall(L, 2, 1, slots.errorHandler) !== 0;
      const answer = failed ? scriptFailure(bridge, L, name) : luaToReply(bridge, L, run.resp);
      if (library.stateful) {
        api.lua_settop(L, bottom);
        delayGarbageCollection(wasm, L);
        library.image = arena.snapshotInUse();
      }
      return { answer };
    });
    if (reply !== null) return reply.answer;
    host.onEndless?.();
    return {
      error: `UNSUPPORTED function ${name}: it ran for more than ${limits.instructionsMax} instructions; Redis would let it run on and answer BUSY to everyone else`,
    };
  }

  /** Null when it ran out of instructions. */
  #guarded<Result>(
    host: ScriptHost,
    limits: { readonly instructionsMax: number },
    work: (run: Run) => Result,
  ): Result | null {
    const { wasm, bridge } = this.#state;
    const run: Run = { host, random: host.random ?? new RedisRandom(), resp: 2, cjson: [] };
    if (host.cjson !== undefined) run.cjson.push(host.cjson);
    const stack = wasm.stackSave();
    bridge.useConstants(noConstants, 0);
    this.#run = run;
    this.#instructionsLeft = limits.instructionsMax;
    let finished = false;
    try {
      const result = work(run);
      finished = true;
      return result;
    } catch (thrown) {
      if (thrown !== outOfInstructions) throw thrown;
      return null;
    } finally {
      this.#run = null;
      wasm.stackRestore(stack);
      // An exception that crossed C left C's own heap as it was in the middle of something; and memory never shrinks.
      if (!finished || wasm.memory.buffer.byteLength > keptBytesMax)
        this.#state = this.#createState();
    }
  }

  #loadFailure(): Bytes {
    const { bridge, L } = this.#state;
    return bridge.api.lua_type(L, -1) === luaType.table
      ? readScriptError(bridge, L).text
      : `ERR ${bridge.bytesAt(L, -1)}`;
  }

  #pushTexts(texts: readonly Bytes[]): void {
    const { bridge, L } = this.#state;
    bridge.api.lua_createtable(L, texts.length, 0);
    for (const [index, text] of texts.entries()) {
      bridge.push(L, text);
      bridge.api.lua_rawseti(L, -2, index + 1);
    }
  }

  /** While a library is loaded, globals are looked up in what loading allows; from then on in the real ones. */
  #lookUpGlobalsIn(slot: number): void {
    const { bridge, L } = this.#state;
    bridge.api.lua_getmetatable(L, globalsIndex);
    bridge.api.lua_pushvalue(L, slot);
    bridge.setField(L, "__index");
    bridge.api.lua_settop(L, -2);
  }

  #createState(): LuaState {
    return createLuaState(this.#module, {
      memoryBytesMax: this.#memoryBytesMax,
      currentRun: () => {
        if (this.#run === null) throw new Error("FunctionEngine: a callback outside of a run");
        return this.#run;
      },
      onHook: () => {
        this.#instructionsLeft -= hookInterval;
        if (this.#instructionsLeft < 0) throw outOfInstructions;
      },
      dialect: this.#dialect,
      furnish: (wasm, bridge, L, currentRun) =>
        furnishForFunctions(wasm, bridge, L, currentRun, this.#dialect, () => this.#registered),
    });
  }
}

/** What Valkey says of the first function with which something is wrong. */
function whyNot(functions: readonly RegisteredFunction[]): string | null {
  for (const [index, registered] of functions.entries()) {
    const complaint = whyNotFunction(registered, functions.slice(0, index));
    if (complaint !== null) return complaint.replace(/^Library names/, "Function names");
  }
  return null;
}

/** Not an Error: it passes through C by identity, and no function may catch it. */
const outOfInstructions = Symbol("out of instructions");
const noConstants = new Map<Pointer, Bytes>();
const keptBytesMax = 128 << 20;
