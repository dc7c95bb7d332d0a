import type { Bytes } from "../bytes.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { splitInline } from "./splitInline.ts";

/** A request, or the reason why the rest of this connection cannot be understood. */
export type ParsedRequest =
  | { readonly type: "request"; readonly argv: Bytes[] }
  | { readonly type: "protocolError"; readonly message: string };

const lineBytesMax = 64 * 1024;
const bulkBytesMax = 512 * 1024 * 1024;
const multibulkCountMax = 2_147_483_647;

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
  #bulksLeft = 0;
  #bulkLength = -1;
  #broken = false;

  feed(chunk: Bytes): ParsedRequest[] {
    if (this.#broken) return [];
    this.#buffer += chunk;
    const requests: ParsedRequest[] = [];
    if (this.#buffer.length < this.#needed) return requests;

    this.#needed = 1;
    while (this.#at < this.#buffer.length) {
      const outcome =
        this.#bulksLeft > 0 || this.#buffer[this.#at] === "*" ? this.#multibulk() : this.#inline();
      if (outcome === "incomplete") break;
      if (typeof outcome === "string") {
        this.#broken = true;
        requests.push({ type: "protocolError", message: `ERR Protocol error: ${outcome}` });
        return requests;
      }
      if (outcome.length > 0) requests.push({ type: "request", argv: outcome });
    }
    this.#buffer = this.#buffer.slice(this.#at);
    this.#needed -= this.#at;
    this.#at = 0;
    return requests;
  }

  /** The arguments, "incomplete", or the text of the error. No arguments means that there was nothing to do. */
  #multibulk(): Bytes[] | string {
    if (this.#bulksLeft === 0) {
      const count = this.#lengthLine("too big mbulk count string");
      if (typeof count === "string") return count;
      if (count === null || count > multibulkCountMax) return "invalid multibulk length";
      if (count <= 0) return [];
      this.#bulksLeft = count;
      this.#argv = [];
    }
    while (this.#bulksLeft > 0) {
      if (this.#bulkLength === -1) {
        const length = this.#lengthLine("too big bulk count string", "$");
        if (typeof length === "string") return length;
        if (length === null || length < 0 || length > bulkBytesMax) return "invalid bulk length";
        this.#bulkLength = length;
      }
      const end = this.#at + this.#bulkLength;
      if (end + 2 > this.#buffer.length) {
        this.#needed = end + 2;
        return "incomplete";
      }
      this.#argv.push(this.#buffer.slice(this.#at, end));
      this.#at = end + 2;
      this.#bulkLength = -1;
      this.#bulksLeft--;
    }
    return this.#argv;
  }

  /** The number on a line behind its sign, null when it is none. */
  #lengthLine(tooBig: string, sign?: string): number | null | string {
    const end = this.#buffer.indexOf("\r", this.#at);
    if (end === -1) return this.#buffer.length - this.#at > lineBytesMax ? tooBig : "incomplete";
    if (end + 2 > this.#buffer.length) return "incomplete";
    const got = this.#buffer[this.#at];
    if (sign !== undefined && got !== sign) return `expected '${sign}', got '${got}'`;
    const number = parseInteger(this.#buffer.slice(this.#at + 1, end));
    // A wrong number is an error that ends the stream: what is behind it does not matter any more.
    this.#at = end + 2;
    return number;
  }

  #inline(): Bytes[] | string {
    const end = this.#buffer.indexOf("\n", this.#at);
    if (end === -1)
      return this.#buffer.length - this.#at > lineBytesMax
        ? "too big inline request"
        : "incomplete";
    const cut = end > this.#at && this.#buffer[end - 1] === "\r" ? end - 1 : end;
    const argv = splitInline(this.#buffer.slice(this.#at, cut));
    this.#at = end + 1;
    return argv ?? "unbalanced quotes in request";
  }
}
