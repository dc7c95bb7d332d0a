import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { readMessage } from "../differential/respMessage.ts";
import { MessageReader } from "./messageReader.ts";

/**
 * How two masters tell their replicas the same: "equal", the name of the permitted difference, or null when they do not.
 * Versions write PING in one case or the other; what is in a set comes in the order of its hash table where a key is
 * restored from what another server has written down.
 *
 * A script may write in the order in which it walked a set. To Redis 7.0 every set that is not of integers is a hash table,
 * whose seed is drawn when the server starts (`dictSetHashFunctionSeed`): the same commands must be in its transaction. Later
 * versions keep a small set as a list, in the order of insertion, as the model does.
 */
export function howStreamsAgree(model: Bytes, real: Bytes, server: RedisVersion): string | null {
  if (model === real) return "equal";
  const [ours, theirs] = [model, real].map(commandsIn);
  if (ours == null || theirs == null) return null;
  if (isSame(ours, theirs)) return "stream in the server's own words";
  const agree = server === "7.0" && isSame(withoutOrder(ours), withoutOrder(theirs));
  return agree ? "stream of a script that walked a set" : null;
}

type Words = readonly (Bytes | number | null | undefined)[];

/** Null when they are no whole commands, as in the same number of bytes of another stream. */
function commandsIn(bytes: Bytes): readonly Words[] | null {
  try {
    return MessageReader.messagesIn(bytes).map(kept);
  } catch {
    return null;
  }
}

const payloadAt = 3;

function kept(command: Bytes): Words {
  const value = readMessage(command);
  const words = "items" in value ? value.items : [];
  const texts = words.map((word) => ("text" in word ? word.text : null));
  const name = texts[0]?.toUpperCase() ?? "";
  const isRestore = name === "RESTORE" || name === "RESTORE-ASKING";
  return [name, ...texts.slice(1).map((text, at) => (isRestore && at + 1 === payloadAt ? text?.length : text))]; // prettier-ignore
}

/** The commands of each transaction in the order of the alphabet. */
function withoutOrder(commands: readonly Words[]): readonly unknown[] {
  const all: unknown[] = [];
  let transaction: string[] | null = null;
  for (const command of commands) {
    const [name] = command;
    if (name === "MULTI") transaction = [];
    else if (name === "EXEC") {
      all.push(transaction?.toSorted());
      transaction = null;
    } else (transaction ?? all).push(JSON.stringify(command));
  }
  if (transaction !== null) all.push(transaction);
  return all;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
