import type { ErrorReply } from "../errors.ts";
import type { RedisNode } from "../node.ts";
import type { ClusterNode } from "./clusterNode.ts";
import type { Redirection } from "./redirect.ts";

/** What the client is told: `clusterRedirectClient` of Redis 7.0.15 (cluster.c). */
export function redirectionError(node: RedisNode, redirection: Redirection): ErrorReply {
  switch (redirection.why) {
    case "crossSlot":
      return crossSlot;
    case "tryAgain":
      return tryAgain;
    case "down":
      return down;
    case "downForWrites":
      return downForWrites;
    case "unbound":
      return notServed;
    case "moved":
    case "ask": {
      const { why, slot, to } = redirection;
      const word = why === "moved" ? "MOVED" : "ASK";
      return { error: `${word} ${slot} ${preferredEndpoint(node, to) ?? ""}:${to.port}` };
    }
  }
}

/** How clients are to call a node; null where they are to keep to the address that they know (cluster-preferred-endpoint-type). */
export function preferredEndpoint(
  { config }: RedisNode,
  { host, hostname }: ClusterNode,
): string | null {
  switch (config.get("cluster-preferred-endpoint-type")) {
    case "hostname":
      return hostname === "" ? "?" : hostname;
    case "unknown-endpoint":
      return null;
    default:
      return host;
  }
}

const crossSlot: ErrorReply = { error: "CROSSSLOT Keys in request don't hash to the same slot" };
const tryAgain: ErrorReply = {
  error: "TRYAGAIN Multiple keys request during rehashing of slot",
};
const down: ErrorReply = { error: "CLUSTERDOWN The cluster is down" };
const downForWrites: ErrorReply = {
  error: "CLUSTERDOWN The cluster is down and only accepts read commands",
};
const notServed: ErrorReply = { error: "CLUSTERDOWN Hash slot not served" };
