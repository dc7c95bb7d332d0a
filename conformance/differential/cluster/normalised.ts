import type { Bytes } from "../../../sim/redis/bytes.ts";
import { readMessage } from "../respMessage.ts";
import type { WireValue } from "../respMessage.ts";

/**
 * What has to be equal of a message about the cluster; everything else is equal to the byte. Nodes come in the order of a hash table
 * there; when a node was pinged last, how many messages there were and what a link's buffers hold depend on the pace of real machines;
 * what a value takes, on its allocator.
 */
export function normalised(argv: readonly Bytes[], message: Bytes): string {
  if (!/^[*%$=~>:]/.test(message)) return message;
  if (argv[0]?.toUpperCase() === "HELLO") return message.replace(clientId, "$1#");
  switch (argv.slice(0, 2).join(" ").toUpperCase()) {
    case "CLUSTER NODES":
      return sortedLines(textOf(message), describedNode);
    case "CLUSTER REPLICAS":
    case "CLUSTER SLAVES":
      return JSON.stringify(
        itemsOf(message)
          .map((item) => describedNode(textIn(item)))
          .sort(),
      );
    case "CLUSTER INFO":
      return textOf(message).replace(/cluster_stats_messages_[\w-]+:\d+\r\n/g, "");
    case "CLUSTER SLOTS":
      return JSON.stringify(itemsOf(message).map(withSortedReplicas));
    case "CLUSTER SHARDS":
      return itemsOf(message)
        .map((item) => JSON.stringify(withSortedNodes(item)))
        .sort()
        .join("\n");
    case "CLUSTER GETKEYSINSLOT":
      return JSON.stringify(itemsOf(message).map(textIn).sort());
    case "MEMORY USAGE":
      return message.slice(0, 1);
    case "CLUSTER LINKS":
      return String(itemsOf(message).length);
    default:
      return message;
  }
}

/** Connections between servers take ids, too. */
const clientId = /(\$2\r\nid\r\n:)\d+/;
const offset = /("replication-offset"\},\{"sign":":","text":")\d+/g;

/** A line without when the node was pinged and answered, and whether there is a link right now. */
function describedNode(line: string): string {
  const words = line.split(" ");
  return [...words.slice(0, 4), ...words.slice(6, 7), ...words.slice(8)].join(" ");
}

function sortedLines(text: string, of: (line: string) => string): string {
  return text.split("\n").map(of).sort().join("\n");
}

/** Of a shard: its slots, then its nodes, both with their names or as a map. */
function withSortedNodes(shard: WireValue): unknown {
  const fields = "items" in shard ? shard.items : [];
  const nodes = fields[3];
  const sorted =
    nodes !== undefined && "items" in nodes
      ? nodes.items.map((node) => JSON.stringify(node).replace(offset, "$1#")).sort()
      : nodes;
  return [...fields.slice(0, 3), sorted];
}

function withSortedReplicas(range: WireValue): unknown {
  const [first, last, master, ...replicas] = "items" in range ? range.items : [];
  const sorted = replicas.map((replica) => JSON.stringify(replica)).sort();
  return [first, last, master, ...sorted];
}

function itemsOf(message: Bytes): readonly WireValue[] {
  const value = readMessage(message);
  return "items" in value ? value.items : [];
}

function textOf(message: Bytes): string {
  return textIn(readMessage(message)).replace(/^txt:/, "");
}

function textIn(value: WireValue): string {
  return "text" in value ? (value.text ?? "") : "";
}
