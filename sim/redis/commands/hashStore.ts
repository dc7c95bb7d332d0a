import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { Dict } from "../keyspace/dict.ts";
import { deleteField, isFieldExpired, setField } from "../keyspace/hashFields.ts";
import type { HashValue } from "../keyspace/value.ts";
import type { Reply } from "../reply.ts";

export function emptyHash(): HashValue {
  return { kind: "hash", fields: new Dict(), compact: true, used: 0 };
}

/** Writes a field, which loses the time that it may have had unless that is kept. */
export function store(
  context: Context,
  hash: HashValue,
  field: Bytes,
  value: Bytes,
  keepsTime = false,
): void {
  if (hash.expiries === undefined) hash.fields.set(field, value);
  else setField(hash, field, value, keepsTime);
  context.touch(1);
  if (!hash.compact) return;
  const { hashMaxListpackEntries, hashMaxListpackValue } = context.node.settings;
  hash.compact =
    field.length <= hashMaxListpackValue &&
    value.length <= hashMaxListpackValue &&
    hash.fields.size <= hashMaxListpackEntries;
}

/**
 * The value of a field of the hash at the command's first key. Looking it up deletes a field that is past its time, and the
 * hash with its last one: whoever writes to the hash then asks whether it is empty.
 */
export function readField(context: Context, hash: HashValue, field: Bytes): Bytes | undefined {
  if (!isFieldExpired(hash, field, context.nowMs)) return hash.fields.get(field);
  deleteExpired(context, hash, field);
  context.db.fieldsLost(context.arg(1), hash.fields.size);
  return undefined;
}

/** What HMGET finds. Its events come at its end, once. */
export function readFields(context: Context, hash: HashValue, fields: readonly Bytes[]): Reply[] {
  const before = hash.fields.size;
  const found = fields.map((field) => {
    if (isFieldExpired(hash, field, context.nowMs)) deleteExpired(context, hash, field);
    return hash.fields.get(field) ?? null;
  });
  if (hash.fields.size < before) context.db.fieldsLost(context.arg(1), hash.fields.size);
  return found;
}

/** True when the field was past its time and is gone now. Nobody is told. */
export function deleteIfExpired(context: Context, hash: HashValue, field: Bytes): boolean {
  if (!isFieldExpired(hash, field, context.nowMs)) return false;
  deleteExpired(context, hash, field);
  return true;
}

function deleteExpired(context: Context, hash: HashValue, field: Bytes): void {
  deleteField(hash, field);
  const { ledger } = context.node;
  ledger.expiredFields++;
  ledger.onFieldLost?.(context.db.index, context.arg(1), field);
}
