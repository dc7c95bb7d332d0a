import type { Bytes } from "../bytes.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { splitInline } from "./splitInline.ts";

/** A request, or the reason why the rest of this connection cannot be understood. */
export type ParsedRequest =
  | { readonly type: "request"; readonly argv: Bytes[] }
  | { readonly type: "protocolError"; readonly message: string };

const lineBytesMax = 64 * 1024;
const bulkBytesUsual = 512 * 1024 * 1024;
const multibulkCountMax = 2_147_483_647;
const strangersCountMax = 10;
const strangersBulkBytesMax = 16 * 1024;

/**
 * Reads requests out of a stream of bytes that may be cut anywhere: multibulk requests and the inline ones that a person
 * types. Limits, texts and leniency (the bytes after a bulk are skipped, not compared with CRLF) are those of Redis 7.0.
 *
 * After a protocol error the stream is lost; what is fed afterwards is ignored.
 */
export class RequestParser {
  #buffer: Bytes = "";
  #at = 0;
  /** The buffer is not looked at before it is this long, which keeps a large bulk in small chunks linear. */
  #needed = 1;
  /** Of the multibulk request being read. */
  #argv: Bytes[] = [];
  #argvBytes = 0;
  #bulksLeft = 0;
  #bulkLength = -1;
  #broken = false;
  /** Whether the next line is one of words, whatever it begins with. */
  #staysInline = false;
  readonly #bulkBytesMax: () => number;
  readonly #isStranger: () => boolean;
  readonly #spacesStayInline: boolean;

  /**
   * @param bulkBytesMax `proto-max-bulk-len`, which a client may change while others are read.
   * @param isStranger whether the client owes a password, and may only say little.
   * @param spacesStayInline whether a line of nothing but spaces makes the next line inline, too (Valkey 8.1).
   */
  constructor(
    bulkBytesMax = (): number => bulkBytesUsual,
    isStranger = (): boolean => false,
    spacesStayInline = false,
  ) {
    this.#bulkBytesMax = bulkBytesMax;
    this.#isStranger = isStranger;
    this.#spacesStayInline = spacesStayInline;
  }

  /** All requests that are complete with this chunk. */
  feed(chunk: Bytes): ParsedRequest[] {
    this.push(chunk);
    const requests: ParsedRequest[] = [];
    for (let request = this.next(); request !== null; request = this.next()) requests.push(request);
    return requests;
  }

  /** Takes bytes that came; `next` reads them. */
  push(chunk: Bytes): void {
    if (this.#broken) return;
    if (this.#at > 0) {
      this.#buffer = this.#buffer.slice(this.#at);
      this.#needed = Math.max(1, this.#needed - this.#at);
      this.#at = 0;
    }
    this.#buffer += chunk;
  }

  /** Bytes that were taken and belong to no request that was returned, arguments of a request that is under way included. */
  get heldBytes(): number {
    return this.#buffer.length - this.#at + this.#argvBytes + bytesPerArgument * this.#argv.length;
  }

  /** The next request that is complete; null when more bytes are needed. */
  next(): ParsedRequest | null {
    if (this.#broken || this.#buffer.length < this.#needed) return null;
    this.#needed = 1;
    while (this.#at < this.#buffer.length) {
      const outcome =
        this.#bulksLeft > 0 ||
        (this.#buffer.charCodeAt(this.#at) === asterisk && !this.#staysInline)
          ? this.#multibulk()
          : this.#inline();
      if (outcome === "incomplete") return null;
      if (typeof outcome === "string") {
        this.#broken = true;
        this.#forgetAll();
        return { type: "protocolError", message: `ERR Protocol error: ${outcome}` };
      }
      if (outcome.length > 0) return { type: "request", argv: outcome };
    }
    return null;
  }

  /** The arguments, "incomplete", or the text of the error. No arguments means that there was nothing to do. */
  #multibulk(): Bytes[] | string {
    if (this.#bulksLeft === 0) {
      const count = this.#lengthLine("too big mbulk count string");
      if (typeof count === "string") return count;
      if (count === null || count > multibulkCountMax) return "invalid multibulk length";
      if (count > strangersCountMax && this.#isStranger())
        return "unauthenticated multibulk length";
      if (count <= 0) return [];
      this.#bulksLeft = count;
    }
    while (this.#bulksLeft > 0) {
      if (this.#bulkLength === -1) {
        const length = this.#lengthLine("too big bulk count string", "$");
        if (typeof length === "string") return length;
        if (length === null || length < 0 || length > this.#bulkBytesMax())
          return "invalid bulk length";
        if (length > strangersBulkBytesMax && this.#isStranger())
          return "unauthenticated bulk length";
        this.#bulkLength = length;
      }
      const end = this.#at + this.#bulkLength;
      if (end + 2 > this.#buffer.length) {
        this.#needed = end + 2;
        return "incomplete";
      }
      this.#argv.push(this.#cutOut(end));
      this.#argvBytes += this.#bulkLength;
      this.#at = end + 2;
      this.#bulkLength = -1;
      this.#bulksLeft--;
    }
    const argv = this.#argv;
    this.#argv = [];
    this.#argvBytes = 0;
    return argv;
  }

  /** The bytes up to `end`. V8's slices keep the whole chunk alive, so what is little of it is copied. */
  #cutOut(end: number): Bytes {
    const cut = this.#buffer.slice(this.#at, end);
    if (cut.length < sliceLengthMin || cut.length * 4 > this.#buffer.length) return cut;
    return ` ${cut}`.slice(1);
  }

  /** The number on a line behind its sign, null when it is none. */
  #lengthLine(tooBig: string, sign?: "$"): number | null | string {
    const usual = this.#usualLengthLine(sign);
    if (usual !== -1) return usual;
    const end = this.#lineEnd("\r");
    if (end === -1) return this.#buffer.length - this.#at > lineBytesMax ? tooBig : "incomplete";
    if (end + 2 > this.#buffer.length) return "incomplete";
    const got = this.#buffer[this.#at] ?? "";
    // A line end in an error would break the protocol: Redis writes a blank.
    if (sign !== undefined && got !== sign)
      return `expected '${sign}', got '${got.replace(/[\r\n]/, " ")}'`;
    const number = parseInteger(this.#buffer.slice(this.#at + 1, end));
    // A wrong number is an error that ends the stream: what is behind it does not matter any more.
    this.#at = end + 2;
    return number;
  }

  /** Reads up to nine digits, which do not begin with a zero, without making a string of them; -1 for any other line. */
  #usualLengthLine(sign: "$" | undefined): number {
    const buffer = this.#buffer;
    let at = this.#at;
    if (sign !== undefined && buffer.charCodeAt(at) !== dollar) return -1;
    let number = 0;
    const last = Math.min(at + 10, buffer.length - 2);
    for (at++; at <= last; at++) {
      const code = buffer.charCodeAt(at);
      if (code === carriageReturn && number > 0) {
        this.#at = at + 2;
        return number;
      }
      if (code < zero || code > nine || (code === zero && number === 0)) return -1;
      number = number * 10 + code - zero;
    }
    return -1;
  }

  #inline(): Bytes[] | string {
    const end = this.#lineEnd("\n");
    if (end === -1)
      return this.#buffer.length - this.#at > lineBytesMax
        ? "too big inline request"
        : "incomplete";
    const cut = end > this.#at && this.#buffer[end - 1] === "\r" ? end - 1 : end;
    const argv = splitInline(this.#buffer.slice(this.#at, cut));
    this.#staysInline = this.#spacesStayInline && argv?.length === 0 && cut > this.#at;
    this.#at = end + 1;
    return argv ?? "unbalanced quotes in request";
  }

  /** Redis looks for the end with strchr, which does not see beyond a NUL. */
  #lineEnd(char: "\r" | "\n"): number {
    const end = this.#buffer.indexOf(char, this.#at);
    if (end === -1) return -1;
    const nul = this.#buffer.slice(this.#at, end).indexOf("\0");
    return nul === -1 ? end : -1;
  }

  #forgetAll(): void {
    this.#buffer = "";
    this.#at = 0;
    this.#argv = [];
    this.#argvBytes = 0;
  }
}

const asterisk = 42;
const dollar = 36;
const carriageReturn = 13;
const zero = 48;
const nine = 57;

/** What V8 needs for one more argument, its characters apart. */
const bytesPerArgument = 24;
/** Shorter strings are copied by V8 anyway. */
const sliceLengthMin = 13;
