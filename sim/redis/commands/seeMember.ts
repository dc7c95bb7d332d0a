import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { seeConsumer } from "../keyspace/consumerGroup.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";
import type { Consumer } from "../keyspace/pendingEntries.ts";

/** The consumer who reads or claims now. Subscribers of keyspace events hear of a new one. */
export function seeMember(
  context: Context,
  key: Bytes,
  group: ConsumerGroup,
  name: Bytes,
): Consumer {
  if (!group.consumers.has(name)) context.db.notify("txgroup-createconsumer", key);
  return seeConsumer(group, name, context.nowMs);
}
