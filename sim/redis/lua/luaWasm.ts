import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { LuaApi, Pointer } from "./luaApi.ts";
import { wasmCallbacks } from "./wasmCallbacks.ts";
import type { Callback } from "./wasmCallbacks.ts";

/** One running copy of PUC Lua 5.1: its C API, its memory, and a way to give it callbacks. */
export type LuaWasm = {
  readonly api: LuaApi;
  readonly memory: WebAssembly.Memory;
  /** Makes callbacks callable from C; answers their function pointers, in order. */
  readonly addFunctions: (callbacks: readonly Callback[]) => number[];
  /** The C function behind a function pointer. */
  readonly functionAt: (pointer: number) => (...args: number[]) => number;
  /** C's stack pointer, which an exception that crosses C frames leaves where it was. */
  readonly stackSave: () => number;
  readonly stackRestore: (pointer: number) => void;
};

/** Compiles the module that ships inside the package. The only input or output of this folder; no network. */
export async function compileLuaWasm(): Promise<WebAssembly.Module> {
  const path = createRequire(import.meta.url).resolve("wasmoon-lua5.1/dist/liblua5.1.wasm");
  return WebAssembly.compile(readFileSync(path));
}

/**
 * Instantiates Lua without the package's JavaScript: Emscripten's glue would bring a file system, a clock and the
 * environment along, and Lua asks for none of them once `io` and `os` stay closed. What it does need is C's setjmp and
 * longjmp, which Emscripten builds from a call through JavaScript (`invoke_vii`) and an exception.
 */
export function instantiateLua(module: WebAssembly.Module): LuaWasm {
  const refuse = (name: string) => (): never => {
    throw new Error(`luaWasm: C called ${name}; Lua without io and os never does`);
  };
  const imports: Record<string, Record<string, unknown>> = {
    env: {
      invoke_vii(f: number, a: number, b: number): void {
        const stack = exports.stackSave();
        try {
          functionAt(f)(a, b);
        } catch (error) {
          exports.stackRestore(stack);
          if (error !== longjmp) throw error;
          exports.setThrew(1, 0);
        }
      },
      _emscripten_throw_longjmp(): never {
        throw longjmp;
      },
      emscripten_memcpy_js(to: Pointer, from: Pointer, length: number): void {
        new Uint8Array(exports.memory.buffer).copyWithin(to, from, from + length);
      },
      // C's own heap never grows: what Lua allocates comes from the Arena.
      emscripten_resize_heap: () => 0,
    },
    wasi_snapshot_preview1: {
      // C's start-up reads the environment; there is none.
      environ_sizes_get(count: Pointer, size: Pointer): number {
        new Int32Array(exports.memory.buffer).set([0], count >> 2);
        new Int32Array(exports.memory.buffer).set([0], size >> 2);
        return 0;
      },
      environ_get: () => 0,
    },
  };
  for (const name of unusedImports)
    (imports["env"] as Record<string, unknown>)[name] = refuse(name);
  for (const name of unusedWasiImports)
    (imports["wasi_snapshot_preview1"] as Record<string, unknown>)[name] = refuse(name);

  const instance = new WebAssembly.Instance(module, imports);
  const exports = instance.exports as unknown as Exports;
  const table = exports[functionTable];
  const functions: ((...args: number[]) => number)[] = [];
  const functionAt = (pointer: number) => (functions[pointer] ??= table.get(pointer));

  exports.emscripten_stack_init();
  exports[callConstructors]();
  return {
    api: exports,
    memory: exports.memory,
    functionAt,
    stackSave: exports.stackSave,
    stackRestore: exports.stackRestore,
    addFunctions(callbacks) {
      const first = table.grow(callbacks.length);
      return wasmCallbacks(callbacks).map((callback, i) => {
        table.set(first + i, callback);
        return first + i;
      });
    },
  };
}

/** Thrown by C's longjmp and recognised by identity. Not an Error: making a stack trace would cost more than the jump. */
const longjmp = Symbol("longjmp");

const functionTable = "__indirect_function_table";
const callConstructors = "__wasm_call_ctors";

type Exports = LuaApi & {
  readonly memory: WebAssembly.Memory;
  readonly [functionTable]: WebAssembly.Table;
  readonly stackSave: () => number;
  readonly stackRestore: (pointer: number) => void;
  readonly setThrew: (threw: number, value: number) => void;
  readonly emscripten_stack_init: () => void;
  readonly [callConstructors]: () => void;
};

const unusedImports = [
  "exit",
  "strftime",
  "emscripten_date_now",
  "_emscripten_get_now_is_monotonic",
  "__syscall_openat",
  "__syscall_fcntl64",
  "__syscall_ioctl",
  "__syscall_dup3",
  "__syscall_unlinkat",
  "__syscall_rmdir",
  "__syscall_renameat",
  "__syscall_readlinkat",
  "_emscripten_system",
  "_tzset_js",
  "_mktime_js",
  "_localtime_js",
  "_gmtime_js",
];
const unusedWasiImports = ["fd_write", "fd_read", "fd_close", "fd_seek"];
