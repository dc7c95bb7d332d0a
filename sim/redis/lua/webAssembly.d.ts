/** The part of WebAssembly's JavaScript interface that we use: @types/node 20 leaves it to lib "dom", which we do not want. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(
      module: Module,
      imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    );
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Table {
    readonly length: number;
    get(index: number): (...args: number[]) => number;
    set(index: number, value: unknown): void;
    grow(by: number): number;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
