import type { Bytes } from "../../sim/redis/bytes.ts";

/** One value as it stands on the wire: its sign, and what follows it. A null of RESP2 has no text and no items. */
export type WireValue =
  | { readonly sign: string; readonly text: Bytes | null }
  | { readonly sign: string; readonly items: readonly WireValue[] };

/**
 * Where the message that begins at `at` ends; -1 when the rest of it is still to come.
 *
 * @throws when no message begins there.
 */
export function messageEnd(bytes: Bytes, at: number): number {
  const lineEnd = bytes.indexOf("\r\n", at);
  if (lineEnd === -1) return -1;
  const next = lineEnd + 2;
  const sign = bytes[at] ?? "";
  if (lineSigns.includes(sign)) return next;
  const length = Number(bytes.slice(at + 1, lineEnd));
  if (bulkSigns.includes(sign)) {
    const end = length < 0 ? next : next + length + 2;
    return end > bytes.length ? -1 : end;
  }
  if (!sequenceSigns.includes(sign)) throw notAMessage(bytes, at);
  let end = next;
  for (let left = itemsOf(sign, length); left > 0; left--) {
    end = messageEnd(bytes, end);
    if (end === -1) return -1;
  }
  return end;
}

/** Reads one whole message. @throws when it is none. */
export function readMessage(bytes: Bytes): WireValue {
  return readAt(bytes, 0).value;
}

function readAt(bytes: Bytes, at: number): { readonly value: WireValue; readonly end: number } {
  const lineEnd = bytes.indexOf("\r\n", at);
  const sign = bytes[at] ?? "";
  const line = bytes.slice(at + 1, lineEnd);
  const next = lineEnd + 2;
  if (lineSigns.includes(sign)) return { value: { sign, text: line }, end: next };
  const length = Number(line);
  if (length < 0) return { value: { sign, text: null }, end: next };
  if (bulkSigns.includes(sign)) {
    const end = next + length;
    return { value: { sign, text: bytes.slice(next, end) }, end: end + 2 };
  }
  if (!sequenceSigns.includes(sign)) throw notAMessage(bytes, at);
  const items: WireValue[] = [];
  let end = next;
  for (let left = itemsOf(sign, length); left > 0; left--) {
    const item = readAt(bytes, end);
    items.push(item.value);
    end = item.end;
  }
  return { value: { sign, items }, end };
}

const lineSigns = "+-:_,#(";
const bulkSigns = "$=!";
const sequenceSigns = "*~>%|";

/** A map and an attribute have two values for each that they count. */
const itemsOf = (sign: string, length: number): number =>
  sign === "%" || sign === "|" ? 2 * length : length;

const notAMessage = (bytes: Bytes, at: number): Error =>
  new Error(
    `readMessage: got ${JSON.stringify(bytes.slice(at, at + 40))}; a message of RESP2 or RESP3 would be right`,
  );
