import type { Reply } from "../../../sim/redis/reply.ts";
import type { StreamBalancerLayout } from "../subject.ts";
import { entryFields, poisonFields, readEntry } from "./entry.ts";
import type { BalancerKeys } from "./keys.ts";
import { holderOf } from "./token.ts";

/** Where the harness finds the entries and leases under these keys. */
export const layoutUnder = (
  keys: BalancerKeys,
  parseHolder: (reply: Reply) => string | null = (reply) =>
    typeof reply === "string" ? holderOf(reply) : null,
): StreamBalancerLayout => ({
  inputKey: keys.input,
  group: keys.group,
  deadLettersKey: keys.deadLetters,
  readEntry,
  entryFields,
  poisonFields,
  streamOfLease: (key) => keys.ofLease(key)?.name ?? null,
  readHolder: (key) => ["GET", key],
  parseHolder,
  isScan: ([command = "", ...args]) =>
    command.toUpperCase() === "XPENDING" && args[2] === "IDLE" && args[4] === "-",
});
