import type { EventId, SentEvent, StreamedEvent } from "../../../spec/eventStreamer/contract.ts";

/** An entry of a stream: its id, and field, value, field, value. */
export type StreamEntry = { readonly id: string; readonly fields: readonly string[] };

/** What whoever is told of an entry that nobody can read is told. */
export class UnreadableEntry extends Error {
  override readonly name = "UnreadableEntry";

  constructor(id: string) {
    super(`entry ${id} cannot be read`);
  }
}

/** The fields of an event's entry. */
export const fieldsOf = ({ foreignId, headers }: SentEvent): readonly string[] => [
  "foreignId",
  foreignId,
  "headers",
  JSON.stringify(headers),
];

/** The fields of an entry that looks like an event and is none. */
export const poisonFields: readonly string[] = ["foreignId", "poison", "headers", "{"];

/** The event that an entry stands for; null when nobody can read it. */
export function eventIn({ id, fields }: StreamEntry): StreamedEvent | null {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) values.set(fields[i] ?? "", fields[i + 1] ?? "");
  const foreignId = values.get("foreignId");
  const headers = headersIn(values.get("headers"));
  if (foreignId === undefined || headers === null) return null;
  return { id: eventIdOf(id), createdAtMs: partsOf(id)[0], foreignId, headers };
}

function headersIn(text: string | undefined): StreamedEvent["headers"] | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, String(of)]));
  } catch {
    return null;
  }
}

/** An entry's id as one number that rises as entries do: milliseconds, then a number of 64 bits. */
function eventIdOf(id: string): EventId {
  const [ms = "0", sequence = "0"] = id.split("-");
  return String((BigInt(ms) << 64n) + BigInt(sequence));
}

/** Whether one entry's id comes before another's. */
export function isBefore(one: string, other: string): boolean {
  return BigInt(eventIdOf(one)) < BigInt(eventIdOf(other));
}

const partsOf = (id: string): readonly [number, number] => {
  const [ms = 0, sequence = 0] = id.split("-").map(Number);
  return [ms, sequence];
};

/** The first entry in the reply to a read of one stream: [[its key, [[id, fields], ...]]]; null when there is none. */
export function entryIn(reply: unknown): StreamEntry | null {
  const row = arrayIn(arrayIn(arrayIn(arrayIn(reply)[0])[1])[0]);
  return row.length === 0 ? null : entryOf(row);
}

/** An entry as Redis writes it: [id, fields]; it has no fields when it is trimmed. */
export const entryOf = ([id, fields]: readonly unknown[]): StreamEntry => ({
  id: String(id),
  fields: arrayIn(fields).map(String),
});

export const arrayIn = (reply: unknown): readonly unknown[] => (Array.isArray(reply) ? reply : []);
