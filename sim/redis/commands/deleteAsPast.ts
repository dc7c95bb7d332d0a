import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";

/**
 * Deletes a key that was given a time to live which is over. In Valkey 8.1 it counts as expired, though whoever tracks
 * the key is told of it as of any other change.
 */
export function deleteAsPast(context: Context, key: Bytes): void {
  const { db, node, behaviour } = context;
  context.tellAsDeletion("expire", key);
  if (!behaviour.pastTimesExpire) db.delete(key);
  else if (db.delete(key, null)) {
    node.ledger.expired++;
    db.notify("xexpired", key);
  }
}
