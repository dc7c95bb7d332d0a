import type { EntryId, StreamName, WorkItem } from "../../../spec/streamBalancer/contract.ts";
import type { ReadEntry } from "../subject.ts";

/** Fields of an entry, besides the work itself, as the published library names them. */
export const field = {
  work: "lbs-input",
  retries: "_retry_count",
  reason: "_dlq_reason",
  /** The entry under which the message was added in the first place. */
  origin: "_origin",
} as const;

/** An entry of the input stream, as it was delivered or is pending. */
export type InputEntry = {
  readonly id: EntryId;
  /** Null when it cannot be read; what was trimmed has no fields at all. */
  readonly item: WorkItem | null;
  readonly isTrimmed: boolean;
};

/** An entry that can be worked on. */
export type WorkEntry = { readonly id: EntryId; readonly item: WorkItem };

/** The fields under which a producer adds a piece of work. */
export const entryFields = ({ name, info }: WorkItem): readonly string[] => [
  field.work,
  JSON.stringify({ DataStreamName: name, Info: info }),
];

/** Fields that nobody can read: without the field, not JSON, or without a name. */
export function poisonFields(poison: "no-field" | "no-json" | "no-name"): readonly string[] {
  switch (poison) {
    case "no-field":
      return ["other-input", "{}"];
    case "no-json":
      return [field.work, "{not json"];
    case "no-name":
      return [field.work, JSON.stringify({ Info: {} })];
  }
}

/** What an entry with these fields says: field, value, field, value. */
export function readEntry(fields: readonly string[]): ReadEntry {
  const valueOf = (name: string): string | null => {
    for (let i = 0; i + 1 < fields.length; i += 2)
      if (fields[i] === name) return fields[i + 1] ?? null;
    return null;
  };
  const retries = valueOf(field.retries) ?? "";
  return {
    item: readWork(valueOf(field.work)),
    retries: /^\d{1,9}$/.test(retries) ? Number(retries) : 0,
    reason: valueOf(field.reason),
  };
}

/** The entry in `[id, fields]`, as XRANGE and XREADGROUP have it; the fields of what was trimmed are null. */
export function inputEntry(id: EntryId, fields: readonly string[] | null): InputEntry {
  return fields === null
    ? { id, item: null, isTrimmed: true }
    : { id, item: readEntry(fields).item, isTrimmed: false };
}

function readWork(text: string | null): WorkItem | null {
  if (text === null) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null || !("DataStreamName" in parsed)) return null;
  const name: unknown = parsed.DataStreamName;
  if (typeof name !== "string" || name === "") return null;
  return { name, info: textsOf("Info" in parsed ? parsed.Info : null) };
}

function textsOf(info: unknown): Readonly<Record<StreamName, string>> {
  if (typeof info !== "object" || info === null) return {};
  return Object.fromEntries(Object.entries(info).map(([key, value]) => [key, String(value)]));
}
