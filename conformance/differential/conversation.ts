import type { Bytes } from "../../sim/redis/bytes.ts";
import { hangUp } from "./connectToServer.ts";
import { compareReplies } from "./normalisations.ts";

/** What one client has asked and not been answered yet, as far as comparing its messages needs to know. */
export type Conversation = {
  /** A request came while the client was blocked. Nothing says later which message answers it. */
  readonly addLate: (argv: readonly Bytes[]) => void;
  /**
   * Compares the next message of both sides: "equal", the name of a normalisation, or null when they differ.
   *
   * @param argv the request that it answers; nothing for what came by itself.
   */
  readonly compare: (
    model: Bytes | null,
    real: Bytes | null,
    argv: readonly Bytes[],
  ) => string | null;
};

export function createConversation(): Conversation {
  /** Requests between MULTI and EXEC. */
  let queued: (readonly Bytes[])[] = [];
  let late: (readonly Bytes[])[] = [];

  /** Answers come in the order of requests. */
  function compareLate(model: Bytes, real: Bytes): string | null {
    for (const [index, argv] of late.entries()) {
      const how = compareReplies(model, real, argv, []);
      if (how === null) continue;
      late = late.slice(index + 1);
      return how;
    }
    return null;
  }

  return {
    addLate: (argv) => void late.push(argv),
    compare(model, real, argv) {
      const inTransaction = queued;
      if (model === "+QUEUED\r\n") queued.push(argv);
      else if (beginsOrEnds(argv, model)) queued = [];
      if (model === real) return "equal";
      if (model === null || real === null || model === hangUp || real === hangUp) return null;
      return compareReplies(model, real, argv, inTransaction) ?? compareLate(model, real);
    },
  };
}

/** A MULTI inside of a transaction is refused, and the transaction goes on. */
function beginsOrEnds([name = ""]: readonly Bytes[], answer: Bytes | null): boolean {
  const upper = name.toUpperCase();
  return upper === "MULTI" ? answer === "+OK\r\n" : endsTransaction.has(upper);
}

const endsTransaction: ReadonlySet<string> = new Set(["EXEC", "DISCARD", "RESET"]);
