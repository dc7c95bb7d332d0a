import type { Bytes } from "../bytes.ts";
import type { LuaApi, Pointer } from "./luaApi.ts";
import type { LuaWasm } from "./luaWasm.ts";

/** A C function for Lua, written in JavaScript: takes its arguments from the stack, answers how many results it left. */
export type LuaFunction = (L: Pointer) => number;

/**
 * What JavaScript and Lua say to each other: bytes in both directions, and errors.
 *
 * Strings of Lua and `Bytes` are the same thing, bytes, so nothing is encoded. The scratch memory lies outside of what
 * Lua allocates from.
 */
export class Bridge {
  readonly api: LuaApi;
  readonly #memory: WebAssembly.Memory;
  readonly #scratch: Pointer;
  readonly #scratchSize: number;
  #buffer: LatinBuffer;
  #words: Int32Array;
  /** Strings that were there before the script ran and stay until it ends: its constants, read over and over. */
  #constants = new Map<Pointer, Bytes>();
  #constantsEnd: Pointer = 0;

  constructor({ api, memory }: LuaWasm, scratch: Pointer, scratchSize: number) {
    this.api = api;
    this.#memory = memory;
    // The first word of the scratch memory receives lengths.
    this.#scratch = scratch + 8;
    this.#scratchSize = scratchSize - 8;
    this.#buffer = Buffer.from(memory.buffer) as LatinBuffer;
    this.#words = new Int32Array(memory.buffer);
  }

  /** Strings below `end` keep their address and content until the next call of this; `constants` remembers them. */
  useConstants(constants: Map<Pointer, Bytes>, end: Pointer): void {
    this.#constants = constants;
    this.#constantsEnd = end;
  }

  push(L: Pointer, bytes: Bytes): void {
    const length = bytes.length;
    if (length > this.#scratchSize) return this.#pushLarge(L, bytes);
    this.#write(this.#scratch, bytes);
    this.api.lua_pushlstring(L, this.#scratch, length);
  }

  /** The string or number on the stack as bytes, converted in place as `lua_tolstring` does; null for anything else. */
  bytesAt(L: Pointer, index: number): Bytes | null {
    const at = this.api.lua_tolstring(L, index, this.#scratch - 8);
    if (at === 0) return null;
    return this.#read(at, this.#lengthRead());
  }

  /** Argument number `index`, which must be a string or a number, else Lua's own error. */
  checkBytes(L: Pointer, index: number): Bytes {
    const at = this.api.luaL_checklstring(L, index, this.#scratch - 8);
    return this.#read(at, this.#lengthRead());
  }

  /** luaL_optinteger for arguments that have 64 bits in Redis. */
  optionalInteger(L: Pointer, index: number, otherwise: number): number {
    return this.api.lua_type(L, index) <= 0
      ? otherwise
      : Math.trunc(this.api.luaL_checknumber(L, index));
  }

  /** t[name] = value, for the table and the value on top of the stack, which is popped. */
  setField(L: Pointer, name: Bytes): void {
    this.push(L, name);
    this.api.lua_insert(L, -2);
    this.api.lua_rawset(L, -3);
  }

  /** Pushes t[name] for the table at the index, without metamethods. */
  getField(L: Pointer, index: number, name: Bytes): number {
    this.push(L, name);
    this.api.lua_rawget(L, index < 0 ? index - 1 : index);
    return this.api.lua_type(L, -1);
  }

  /** A NUL-terminated copy of the text, valid until the next string is pushed. */
  cString(text: Bytes): Pointer {
    this.#write(this.#scratch, `${text}\0`);
    return this.#scratch;
  }

  /** luaL_loadbuffer: compiles the text and leaves a function, or, when false, the error message. */
  load(L: Pointer, text: Bytes, name: Bytes): boolean {
    const needed = text.length + name.length + 1;
    const large = needed > this.#scratchSize;
    const at = large ? this.api.lua_newuserdata(L, needed) : this.#scratch;
    this.#write(at, text + name + "\0");
    const status = this.api.luaL_loadbuffer(L, at, text.length, at + text.length);
    if (large) this.api.lua_remove(L, -2);
    return status === 0;
  }

  /** The bytes at an address. */
  bytesFrom(at: Pointer, length: number): Bytes {
    if (this.#buffer.length === 0) this.#renew();
    return this.#buffer.latin1Slice(at, at + length);
  }

  /** luaL_error: the place in the script, then the message. Never returns: it jumps through the calling function. */
  fail(L: Pointer, message: Bytes): never {
    this.api.luaL_where(L, 1);
    this.push(L, message);
    this.api.lua_concat(L, 2);
    return this.raise(L);
  }

  /** luaL_argerror: "bad argument #1 to 'name' (message)". */
  failArgument(L: Pointer, argument: number, message: Bytes): never {
    this.api.luaL_argerror(L, argument, this.cString(message));
    throw new Error("bridge: luaL_argerror returned; it never does");
  }

  /** luaL_typerror: "bad argument #1 to 'name' (number expected, got string)". */
  failType(L: Pointer, argument: number, expected: string): never {
    this.api.luaL_typerror(L, argument, this.cString(expected));
    throw new Error("bridge: luaL_typerror returned; it never does");
  }

  /** Raises what is on top of the stack. */
  raise(L: Pointer): never {
    this.api.lua_error(L);
    throw new Error("bridge: lua_error returned; it never does");
  }

  typeName(L: Pointer, index: number): string {
    const at = this.api.lua_typename(L, this.api.lua_type(L, index));
    return this.#buffer.latin1Slice(at, this.#buffer.indexOf(0, at));
  }

  #lengthRead(): number {
    if (this.#words.length === 0) this.#renew();
    return this.#words[(this.#scratch - 8) >> 2] as number;
  }

  #read(at: Pointer, length: number): Bytes {
    if (at >= this.#constantsEnd) return this.#copy(at, length);
    let bytes = this.#constants.get(at);
    if (bytes === undefined) this.#constants.set(at, (bytes = this.#copy(at, length)));
    return bytes;
  }

  #copy(at: Pointer, length: number): Bytes {
    const b = this.#buffer;
    if (length > 8) return b.latin1Slice(at, at + length);
    let bytes = "";
    for (let i = 0; i < length; i++) bytes += String.fromCharCode(b[at + i] as number);
    return bytes;
  }

  #write(at: Pointer, bytes: Bytes): void {
    if (this.#buffer.length === 0) this.#renew();
    const b = this.#buffer;
    // A loop beats the native copy for what a script usually carries: ids, fields, small numbers.
    if (bytes.length > 24) b.latin1Write(bytes, at);
    else for (let i = 0; i < bytes.length; i++) b[at + i] = bytes.charCodeAt(i);
  }

  /** The Lua value itself serves as the buffer, so that the memory limit counts it. */
  #pushLarge(L: Pointer, bytes: Bytes): void {
    const at = this.api.lua_newuserdata(L, bytes.length);
    this.#write(at, bytes);
    this.api.lua_pushlstring(L, at, bytes.length);
    this.api.lua_remove(L, -2);
  }

  /** Memory that grew has moved: the old views are empty. */
  #renew(): void {
    this.#buffer = Buffer.from(this.#memory.buffer) as LatinBuffer;
    this.#words = new Int32Array(this.#memory.buffer);
  }
}

/** What `toString("latin1")` and `write(..., "latin1")` call once they have found out the encoding. */
type LatinBuffer = Buffer & {
  latin1Slice(start: number, end: number): Bytes;
  latin1Write(bytes: Bytes, at: number): number;
};
