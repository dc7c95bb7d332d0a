import type { Bytes } from "../bytes.ts";
import type { Reply } from "../reply.ts";
import type { Snapshot } from "./arena.ts";
import { redis70Dialect } from "./dialect.ts";
import type { LuaDialect } from "./dialect.ts";
import { FunctionEngine } from "./functionEngine.ts";
import { hookInterval, createLuaState, delayGarbageCollection, slots } from "./luaState.ts";
import type { LuaState } from "./luaState.ts";
import { luaToReply, oneLine, readScriptError } from "./luaToReply.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import { compileLuaWasm } from "./luaWasm.ts";
import { RedisRandom } from "./redisRandom.ts";
import { sizeWhenGrown } from "./replyToLua.ts";
import type { Run, Script, ScriptHost } from "./script.ts";

export type { Script, ScriptHost } from "./script.ts";

/**
 * Lua 5.1 as Redis 7.0 runs it: PUC Lua itself, compiled to WebAssembly.
 *
 * A run is a pure function of the script, its keys and arguments and the answers of its host: every run starts from a
 * copy of the memory that compiling the script left behind. So one engine serves any number of nodes.
 */
export class LuaEngine {
  readonly #module: WebAssembly.Module;
  #state: LuaState;
  #run: Run | null = null;
  #instructionsLeft = 0;
  #functions: FunctionEngine | null = null;
  /** By SHA1, the oldest first. */
  readonly #compiled = new Map<string, Compiled>();

  readonly #dialect: LuaDialect;

  private constructor(module: WebAssembly.Module, dialect: LuaDialect) {
    this.#module = module;
    this.#dialect = dialect;
    this.#state = this.#createState();
  }

  /** Compiles the WebAssembly module, once a thread; from then on everything is synchronous. */
  static load(): Promise<LuaEngine> {
    return (loading ??= compileLuaWasm().then((module) => new LuaEngine(module, redis70Dialect)));
  }

  /** The engine that speaks as another server; the same for the same dialect. */
  speaking(dialect: LuaDialect): LuaEngine {
    if (dialect.name === this.#dialect.name) return this;
    let other = engines.get(dialect.name);
    if (other === undefined)
      engines.set(dialect.name, (other = new LuaEngine(this.#module, dialect)));
    return other;
  }

  /** What runs the libraries of FUNCTION LOAD: a Lua of its own, as in Redis. */
  get functions(): FunctionEngine {
    return (this.#functions ??= new FunctionEngine(this.#module, memoryBytesMax, this.#dialect));
  }

  /** Null when the script compiles, else Redis' error text. */
  compile(body: Bytes, sha: string): string | null {
    const compiled = this.#compile({ body, sha });
    return typeof compiled === "string" ? compiled : null;
  }

  /**
   * Runs a script to its end.
   *
   * `instructionsMax` is where the model differs from Redis, in whole steps of 100 000 instructions: Redis lets an endless
   * script run, answers BUSY to everyone else and waits for SCRIPT KILL; here it ends with an error that no Redis gives.
   *
   * @throws whatever the host throws.
   */
  run(
    script: Script,
    keys: readonly Bytes[],
    args: readonly Bytes[],
    host: ScriptHost,
    limits: { readonly instructionsMax: number },
  ): Reply {
    if (this.#run !== null)
      throw new Error(
        `LuaEngine.run: script ${script.sha} inside another; Redis refuses EVAL there`,
      );
    const compiled = this.#compile(script);
    if (typeof compiled === "string") return { error: compiled };

    const { wasm, bridge, arena, L } = this.#state;
    const run: Run = { host, random: host.random ?? new RedisRandom(), resp: 2, cjson: [] };
    if (host.cjson !== undefined) run.cjson.push(host.cjson);
    const stack = wasm.stackSave();
    this.#run = run;
    this.#instructionsLeft = limits.instructionsMax;
    arena.restore(compiled.snapshot);
    bridge.useConstants(compiled.constants, arena.top);
    let finished = false;
    try {
      this.#setGlobal(slots.KEYS, keys);
      this.#setGlobal(slots.ARGV, args);
      const failed = wasm.api.lua_pcall(L, 0, 1, slots.errorHandler) !== 0;
      const reply = failed ? this.#failure(script.sha) : luaToReply(bridge, L, run.resp);
      finished = true;
      return reply;
    } catch (thrown) {
      if (thrown !== outOfInstructions) throw thrown;
      host.onEndless?.();
      return {
        error: `UNSUPPORTED script ${script.sha}: it ran for more than ${limits.instructionsMax} instructions; Redis would let it run on and answer BUSY to everyone else`,
      };
    } finally {
      this.#run = null;
      wasm.stackRestore(stack);
      bridge.useConstants(noConstants, 0);
      // An exception that crossed C left C's own heap as it was in the middle of something; and memory never shrinks.
      if (!finished || wasm.memory.buffer.byteLength > keptBytesMax) this.#renew();
    }
  }

  #compile({ body, sha }: Script): Compiled | string {
    const known = this.#compiled.get(sha);
    if (known !== undefined) return known;

    const { wasm, bridge, arena, L, fresh } = this.#state;
    arena.restore(fresh);
    // Redis' Lua has lost the ability to load bytecode: such a text is a syntax error to it.
    const text = body.startsWith("\x1b") ? ` ${body}` : body;
    if (!bridge.load(L, text, "@user_script"))
      return oneLine(`ERR Error compiling script (new function): ${bridge.bytesAt(L, -1)}`);
    // The compiler leaves holes that every run would copy; reading its bytecode back leaves none.
    const bytecode = this.#state.dump();
    arena.restore(fresh);
    bridge.load(L, bytecode, "");
    // One copy to call, one that keeps the constants alive when the script ends in a tail call.
    wasm.api.lua_pushvalue(L, slots.script);
    delayGarbageCollection(wasm, L);
    const compiled: Compiled = { snapshot: arena.snapshot(), constants: new Map() };

    if (this.#compiled.size >= compiledMax)
      for (const oldest of this.#compiled.keys()) {
        this.#compiled.delete(oldest);
        break;
      }
    this.#compiled.set(sha, compiled);
    return compiled;
  }

  #setGlobal(slot: number, values: readonly Bytes[]): void {
    const { bridge, L } = this.#state;
    const { api } = bridge;
    api.lua_pushvalue(L, slot);
    api.lua_createtable(L, sizeWhenGrown(values.length), 0);
    for (let i = 0; i < values.length; i++) {
      bridge.push(L, values[i] as Bytes);
      api.lua_rawseti(L, -2, i + 1);
    }
    api.lua_rawset(L, slots.globals);
  }

  /** What Redis answers when a script raised an error that nothing caught. */
  #failure(sha: string): Reply {
    const { bridge, L } = this.#state;
    if (bridge.api.lua_type(L, -1) !== luaType.table) {
      const message = bridge.bytesAt(L, -1) ?? "execution failure";
      return { error: oneLine(`ERR Error running script ${sha}, ${message.slice(0, 100)}`) };
    }
    const { text, source, line } = readScriptError(bridge, L);
    const place = source !== null && line !== null ? ` script: ${sha}, on ${source}:${line}.` : "";
    return { error: oneLine(text + place) };
  }

  #createState(): LuaState {
    return createLuaState(this.#module, {
      memoryBytesMax,
      dialect: this.#dialect,
      currentRun: () => {
        if (this.#run === null) throw new Error("LuaEngine: a callback outside of a run");
        return this.#run;
      },
      onHook: () => {
        this.#instructionsLeft -= hookInterval;
        if (this.#instructionsLeft < 0) throw outOfInstructions;
      },
    });
  }

  /** A new copy of Lua is the same to the byte, so what was compiled for the old one serves the new one. */
  #renew(): void {
    this.#state = this.#createState();
  }
}

type Compiled = {
  /** With the script on top of the stack, ready to be called. */
  readonly snapshot: Snapshot;
  /** The strings of the script that were already read, by address. */
  readonly constants: Map<Pointer, Bytes>;
};

/** Those of other dialects than Redis 7.0's, by name. They are states of the same module. */
const engines = new Map<string, LuaEngine>();

let loading: Promise<LuaEngine> | undefined;

/** Not an Error: it passes through C by identity, and no script may catch it. */
const outOfInstructions = Symbol("out of instructions");
const noConstants = new Map<Pointer, Bytes>();
/** Redis has no such limit; a script that needs more than this fails with "not enough memory". */
const memoryBytesMax = 256 << 20;
const keptBytesMax = 128 << 20;
const compiledMax = 1_000;
