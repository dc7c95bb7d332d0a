import type { Bytes } from "../../sim/redis/bytes.ts";
import { readMessage } from "../differential/respMessage.ts";
import { MessageReader } from "./messageReader.ts";

/**
 * Whether two masters tell their replicas the same. Versions write PING in one case or the other; and what is in a set comes in
 * the order of its hash table where a key is restored from what another server has written down.
 */
export function isSameStream(model: Bytes, real: Bytes): boolean {
  if (model === real) return true;
  const [ours, theirs] = [model, real].map(commandsIn);
  return theirs !== null && JSON.stringify(ours) === JSON.stringify(theirs);
}

/** Null when they are no whole commands, as in the same number of bytes of another stream. */
function commandsIn(bytes: Bytes): readonly unknown[] | null {
  try {
    return MessageReader.messagesIn(bytes).map(kept);
  } catch {
    return null;
  }
}

const payloadAt = 3;

function kept(command: Bytes): unknown {
  const value = readMessage(command);
  const words = "items" in value ? value.items : [];
  const texts = words.map((word) => ("text" in word ? word.text : null));
  const name = texts[0]?.toUpperCase() ?? "";
  const isRestore = name === "RESTORE" || name === "RESTORE-ASKING";
  return [name, ...texts.slice(1).map((text, at) => (isRestore && at + 1 === payloadAt ? text?.length : text))]; // prettier-ignore
}
