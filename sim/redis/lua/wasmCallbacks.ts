/** A JavaScript function and its C signature: one letter for the result, then one a parameter; v none, i 32-bit. */
export type Callback = {
  readonly signature: "ii" | "vii" | "iiiii";
  readonly run: (...args: number[]) => number | void;
};

/**
 * Gives JavaScript functions a WebAssembly type, without which they cannot enter a function table.
 *
 * The way is Emscripten's: a module that imports each function and exports it again. One module for all of them,
 * because compiling a hundred modules takes longer than everything else that starting Lua does.
 */
export function wasmCallbacks(callbacks: readonly Callback[]): unknown[] {
  const signatures = [...new Set(callbacks.map(({ signature }) => signature))];
  const types = signatures.map((signature) => [
    functionType,
    ...vector(Array.from(signature.slice(1), () => [i32])),
    ...vector(signature.startsWith("v") ? [] : [[i32]]),
  ]);
  const imports = callbacks.map(({ signature }, i) => [
    ...name("f"),
    ...name(String(i)),
    isFunction,
    ...leb128(signatures.indexOf(signature)),
  ]);
  const exports = callbacks.map((_, i) => [...name(String(i)), isFunction, ...leb128(i)]);
  const bytes = Uint8Array.from(
    [
      header,
      section(1, vector(types)),
      section(2, vector(imports)),
      section(7, vector(exports)),
    ].flat(),
  );
  const functions = Object.fromEntries(callbacks.map(({ run }, i) => [String(i), run]));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { f: functions });
  return callbacks.map((_, i) => instance.exports[String(i)]);
}

/** "\0asm", version 1. */
const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const functionType = 0x60;
const isFunction = 0x00;
const i32 = 0x7f;
const section = (id: number, body: number[]): number[] => [id, ...leb128(body.length), ...body];
const vector = (items: number[][]): number[] => [...leb128(items.length), ...items.flat()];
const name = (text: string): number[] =>
  vector(Array.from(text, (character) => [character.charCodeAt(0)]));

function leb128(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb128(value >>> 7)];
}
