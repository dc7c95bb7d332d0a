import type { Random } from "../../random.ts";

const noReplicationId = "0".repeat(40);

/**
 * Which history a node's data has: its name, and the one that it bore up to an offset, before the node became a master.
 * Who has the same history up to some byte can go on from there.
 */
export class ReplicationIds {
  readonly #random: Random;
  id: string;
  /** Forty zeroes for none. */
  secondId = noReplicationId;
  /** The first offset that the second id does not hold for; -1 for none. */
  secondOffset = -1;

  constructor(random: Random) {
    this.#random = random;
    this.id = this.#draw();
  }

  /** A new history, that nobody else has any part of (`changeReplicationId`, `clearReplicationId2`). */
  renew(): void {
    this.id = this.#draw();
    this.forgetSecond();
  }

  /** A new history, that goes on from the old one after this offset (`shiftReplicationId`). */
  shift(offset: number): void {
    this.follow(this.#draw(), offset);
  }

  /** The master's history is called otherwise after this offset. */
  follow(id: string, offset: number): void {
    this.secondId = this.id;
    this.secondOffset = offset + 1;
    this.id = id;
  }

  /** Another node's history, all of it. */
  adopt(id: string): void {
    this.id = id;
    this.forgetSecond();
  }

  forgetSecond(): void {
    this.secondId = noReplicationId;
    this.secondOffset = -1;
  }

  /** Whether a node that has this history can go on with the byte at this offset. Ids are compared without case. */
  isShared(id: string, offset: number): boolean {
    const asked = id.toLowerCase();
    return asked === this.id || (asked === this.secondId && offset <= this.secondOffset);
  }

  #draw(): string {
    let digits = "";
    for (let i = 0; i < 5; i++) digits += this.#random.uint32().toString(16).padStart(8, "0");
    return digits;
  }
}
