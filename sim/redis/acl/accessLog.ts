import type { Bytes } from "../bytes.ts";
import type { Reply } from "../reply.ts";

/** What was refused to whom. */
export type Refusal = {
  readonly reason: "command" | "key" | "channel" | "auth";
  readonly context: "toplevel" | "multi" | "lua";
  /** The command, the key, the channel, or the word that asked to be let in. */
  readonly object: Bytes;
  readonly username: Bytes;
  /** The line of CLIENT LIST. */
  readonly clientInfo: Bytes;
};

type Entry = {
  readonly id: number;
  readonly createdMs: number;
  refusal: Refusal;
  updatedMs: number;
  count: number;
};

/** Refusals that are alike are counted in one entry while they are no more than this apart. */
const groupingMsMax = 60_000;
const alikeEntriesMax = 10;

/** The refusals of a server, the last one first: what ACL LOG shows. */
export class AccessLog {
  #entries: Entry[] = [];
  #nextId = 0;
  /** How often each was the reason, of which no reset makes less. */
  readonly counts = { auth: 0, command: 0, key: 0, channel: 0 };

  /** @param entriesMax what `acllog-max-len` says. */
  add(refusal: Refusal, nowMs: number, entriesMax: number): void {
    this.counts[refusal.reason]++;
    const known = this.#entries
      .slice(0, alikeEntriesMax)
      .find((entry) => isAlike(entry, refusal, nowMs));
    if (known === undefined) {
      const entry: Entry = {
        id: this.#nextId++,
        createdMs: nowMs,
        refusal,
        updatedMs: nowMs,
        count: 1,
      };
      this.#entries = [entry, ...this.#entries].slice(0, entriesMax);
      return;
    }
    known.refusal = refusal;
    known.updatedMs = nowMs;
    known.count++;
    this.#entries = [known, ...this.#entries.filter((entry) => entry !== known)];
  }

  clear(): void {
    this.#entries = [];
  }

  /** @param withTimestamps as Redis 7.2 and later tell them. */
  show(count: number, nowMs: number, withTimestamps: boolean): Reply {
    return this.#entries.slice(0, Math.max(count, 0)).map((entry) => {
      const fields: (readonly [string, Reply])[] = [
        ["count", entry.count],
        ["reason", entry.refusal.reason],
        ["context", entry.refusal.context],
        ["object", entry.refusal.object],
        ["username", entry.refusal.username],
        ["age-seconds", { double: (nowMs - entry.updatedMs) / 1000 }],
        ["client-info", entry.refusal.clientInfo],
      ];
      if (withTimestamps)
        fields.push(
          ["entry-id", entry.id],
          ["timestamp-created", entry.createdMs],
          ["timestamp-last-updated", entry.updatedMs],
        );
      return { map: fields };
    });
  }
}

function isAlike({ refusal: one, updatedMs }: Entry, other: Refusal, nowMs: number): boolean {
  return (
    one.reason === other.reason &&
    one.context === other.context &&
    one.object === other.object &&
    one.username === other.username &&
    Math.abs(nowMs - updatedMs) <= groupingMsMax
  );
}
