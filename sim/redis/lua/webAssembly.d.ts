/** The part of WebAssembly's JavaScript interface that we use: @types/node 20 leaves it to lib "dom", which we do not want. */
declare namespace WebAssembly {
  type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  type Module = { readonly [Symbol.toStringTag]: "WebAssembly.Module" };
  type Instance = { readonly exports: Readonly<Record<string, unknown>> };
  type Memory = { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
  type Table = {
    readonly get: (index: number) => (...args: number[]) => number;
    readonly set: (index: number, value: unknown) => void;
    readonly grow: (by: number) => number;
  };
  const Module: new (bytes: Uint8Array) => Module;
  const Instance: new (module: Module, imports: Imports) => Instance;
  function compile(bytes: Uint8Array): Promise<Module>;
}
