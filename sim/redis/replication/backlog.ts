import { allocatedSize } from "../memory/allocatedSize.ts";
import { piecesOf } from "./streamedCommand.ts";
import type { StreamedCommand } from "./streamedCommand.ts";

/** What a block of Redis' replication buffer takes besides its contents (`replBufBlock`). */
const blockHeader = 40;
/** Blocks are not made smaller (PROTO_REPLY_CHUNK_BYTES). */
const blockMin = 16_384;

type Block = { readonly size: number; used: number };

/**
 * The last part of the replication stream, from which a replica that was away is given what it missed
 * (`feedReplicationBuffer` and `incrementalTrimReplicationBacklog` of Redis 7.0.15).
 *
 * Redis forgets whole blocks, so it keeps a little more than `repl-backlog-size`; so does this, to the byte.
 */
export class Backlog {
  /** The offset of the first byte that is kept. */
  firstOffset: number;
  /** How many bytes are kept. */
  length = 0;
  readonly #limit: () => number;
  #blocks: Block[] = [];
  #firstBlock = 0;
  #commands: StreamedCommand[] = [];
  /** The offset of the first byte of each. */
  #starts: number[] = [];
  #first = 0;

  /** @param offset of the last byte before it. @param limit bytes to keep, `repl-backlog-size`. */
  constructor(offset: number, limit: () => number) {
    this.firstOffset = offset + 1;
    this.#limit = limit;
  }

  /** Whether the stream from this byte on is here, be it that nothing was written since. */
  reaches(offset: number): boolean {
    return offset >= this.firstOffset && offset <= this.firstOffset + this.length;
  }

  /** @param asOnePiece whether they were received as they are, rather than written by this node. */
  append(commands: readonly StreamedCommand[], asOnePiece: boolean): void {
    let start = this.firstOffset + this.length;
    const begun = start;
    for (const command of commands) {
      this.#starts.push(start);
      this.#commands.push(command);
      start += command.size;
    }
    const size = start - begun;
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.size - last.used >= size) {
      last.used += size;
      this.length += size;
    } else if (asOnePiece) this.#feed(size);
    else for (const command of commands) for (const piece of piecesOf(command)) this.#feed(piece);
    if (this.length > this.#limit()) this.trim();
  }

  /** Forgets what is too much, as after each turn of Redis' loop; `repl-backlog-size` may have changed. */
  trim(): void {
    const limit = this.#limit();
    while (this.length > limit && this.#blocks.length - this.#firstBlock > 1) {
      const { size } = this.#blocks[this.#firstBlock]!;
      if (this.length - size <= limit) break;
      this.#firstBlock++;
      this.length -= size;
      this.firstOffset += size;
    }
    while (
      this.#first < this.#commands.length &&
      this.#starts[this.#first]! + this.#commands[this.#first]!.size <= this.firstOffset
    )
      this.#first++;
    if (this.#first > 1000 && this.#first > this.#commands.length / 2) this.#dropForgotten();
  }

  /** The stream from this byte on, where a command begins. */
  from(offset: number): readonly StreamedCommand[] {
    let [low, high] = [this.#first, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return this.#commands.slice(low);
  }

  #feed(piece: number): void {
    let left = piece;
    while (left > 0) {
      let block = this.#blocks.at(-1);
      if (block === undefined || block.used === block.size) {
        const most = Math.max(Math.floor(this.#limit() / 16), blockMin);
        const asked = Math.min(Math.max(left, blockMin), most);
        block = { size: allocatedSize(asked + blockHeader) - blockHeader, used: 0 };
        this.#blocks.push(block);
      }
      const fits = Math.min(left, block.size - block.used);
      block.used += fits;
      this.length += fits;
      left -= fits;
    }
  }

  #dropForgotten(): void {
    this.#commands = this.#commands.slice(this.#first);
    this.#starts = this.#starts.slice(this.#first);
    this.#first = 0;
    this.#blocks = this.#blocks.slice(this.#firstBlock);
    this.#firstBlock = 0;
  }
}
