import type { Bytes } from "../bytes.ts";
import type { LoadedLibrary } from "../lua/functionEngine.ts";
import type { RegisteredFunction } from "../lua/libraryApi.ts";

/** A library as the node keeps it. */
export type Library = {
  readonly name: Bytes;
  /** As it was sent, the first line included. */
  readonly source: Bytes;
  readonly loaded: LoadedLibrary;
};

/** A function that FCALL can call, and the library that it came with. */
export type LibraryFunction = {
  readonly library: Library;
  readonly registered: RegisteredFunction;
};

/** The libraries of a node, which stay until they are deleted: neither FLUSHALL nor SCRIPT FLUSH touches them. */
export class FunctionLibraries {
  /** By name, in the order in which they were loaded. */
  readonly libraries = new Map<Bytes, Library>();
  /** How often FUNCTION FLUSH was said where it makes a new Lua and never forgets what the old one took. */
  renewals = 0;
  /** By name in small letters, as Redis finds them. */
  readonly #functions = new Map<Bytes, LibraryFunction>();

  get functionCount(): number {
    let count = 0;
    for (const { loaded } of this.libraries.values()) count += loaded.functions.length;
    return count;
  }

  find(name: Bytes): LibraryFunction | undefined {
    return this.#functions.get(name.toLowerCase());
  }

  add(library: Library): void {
    this.libraries.set(library.name, library);
    for (const registered of library.loaded.functions) {
      const name = registered.name.toLowerCase();
      if (!this.#functions.has(name)) this.#functions.set(name, { library, registered });
    }
  }

  /** False when there is none of the name. */
  delete(name: Bytes): boolean {
    const library = this.libraries.get(name);
    if (library === undefined) return false;
    this.libraries.delete(name);
    for (const registered of library.loaded.functions)
      this.#functions.delete(registered.name.toLowerCase());
    return true;
  }

  clear(): void {
    this.libraries.clear();
    this.#functions.clear();
  }

  /** The name of a function that another library has already; undefined when the library fits in. */
  collision(library: Library): Bytes | undefined {
    return library.loaded.functions.find(({ name }) => this.find(name) !== undefined)?.name;
  }
}
