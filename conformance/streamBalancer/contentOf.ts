import type { StreamBalancerLayout } from "../../adapters/streamBalancer/subject.ts";
import { type EntryContent, messageField } from "../../spec/streamBalancer/history.ts";

/** What an entry with these fields says; nothing where they are not known. */
export function contentOf(
  { readEntry }: StreamBalancerLayout,
  fields: readonly string[] | null,
): EntryContent {
  if (fields === null) return { item: null, message: "", retries: 0, reason: null };
  const read = readEntry(fields);
  return { ...read, message: read.item?.info[messageField] ?? fieldOf(fields, messageField) };
}

/** The value of a field of an entry; "" when it has none of that name. */
function fieldOf(fields: readonly string[], name: string): string {
  const at = fields.findIndex((field, i) => i % 2 === 0 && field === name);
  return at === -1 ? "" : (fields[at + 1] ?? "");
}
