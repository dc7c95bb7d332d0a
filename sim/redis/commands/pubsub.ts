import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { badSubcommand } from "../errors.ts";
import { matchesGlob } from "../matchesGlob.ts";
import type { Subscribers } from "../pubSub.ts";
import type { Reply } from "../reply.ts";

export const pubsub = family({
  SUBSCRIBE(context) {
    return eachName(context, "subscribe", context.args, (channel) =>
      context.node.pubSub.subscribe(context.client, channel),
    );
  },
  PSUBSCRIBE(context) {
    return eachName(context, "psubscribe", context.args, (pattern) =>
      context.node.pubSub.psubscribe(context.client, pattern),
    );
  },
  UNSUBSCRIBE(context) {
    const channels = context.argv.length > 1 ? context.args : [...context.client.channels];
    return eachName(context, "unsubscribe", channels, (channel) =>
      context.node.pubSub.unsubscribe(context.client, channel),
    );
  },
  PUNSUBSCRIBE(context) {
    const patterns = context.argv.length > 1 ? context.args : [...context.client.patterns];
    return eachName(context, "punsubscribe", patterns, (pattern) =>
      context.node.pubSub.punsubscribe(context.client, pattern),
    );
  },
  SSUBSCRIBE(context) {
    if (context.origin !== "client") return mustNotWait;
    return eachName(context, "ssubscribe", context.args, (channel) =>
      context.node.pubSub.ssubscribe(context.client, channel),
    );
  },
  SUNSUBSCRIBE(context) {
    const channels = context.argv.length > 1 ? context.args : [...context.client.shardChannels];
    return eachName(context, "sunsubscribe", channels, (channel) =>
      context.node.pubSub.sunsubscribe(context.client, channel),
    );
  },
  SPUBLISH(context) {
    const { node } = context;
    const receivers = node.pubSub.spublish(context.arg(1), context.arg(2));
    if (node.cluster === null) node.propagation.force();
    else node.cluster.publishShard(context.arg(1), context.arg(2));
    context.touch(receivers);
    return receivers;
  },
  PUBLISH(context) {
    const { node } = context;
    const receivers = node.pubSub.publish(context.arg(1), context.arg(2));
    // In a cluster the message has its own way to the other nodes.
    if (node.cluster === null) node.propagation.force();
    else node.cluster.publish(context.arg(1), context.arg(2));
    context.touch(receivers);
    return receivers;
  },
  "PUBSUB|CHANNELS": (context) => names(context, context.node.pubSub.channels),
  "PUBSUB|SHARDCHANNELS": (context) => names(context, context.node.pubSub.shardChannels),
  "PUBSUB|NUMSUB": (context) => counts(context, context.node.pubSub.channels),
  "PUBSUB|SHARDNUMSUB": (context) => counts(context, context.node.pubSub.shardChannels),
  "PUBSUB|NUMPAT"({ node }) {
    return node.pubSub.patterns.size;
  },
});

const mustNotWait = { error: "ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client" };

/** PUBSUB CHANNELS [pattern] */
function names({ argv }: Context, channels: Subscribers): Reply {
  const [, , pattern, ...rest] = argv;
  if (rest.length > 0) return badSubcommand(argv);
  const all = [...channels.keys()];
  return pattern === undefined ? all : all.filter((channel) => matchesGlob(pattern, channel));
}

function counts({ argv }: Context, channels: Subscribers): Reply {
  return argv.slice(2).flatMap((channel) => [channel, channels.get(channel)?.size ?? 0]);
}

/** One answer for each name, with the number of subscriptions that the client then has; also when there is none to leave. */
function eachName(
  { client }: Context,
  word: string,
  names: readonly Bytes[],
  act: (name: Bytes) => void,
): Reply {
  // Sharded channels and the others are counted apart.
  const sharded = word === "ssubscribe" || word === "sunsubscribe";
  const count = (): number =>
    sharded ? client.shardChannels.size : client.channels.size + client.patterns.size;
  if (names.length === 0) return { several: [{ push: [word, null, count()] }] };
  const answers = names.map((name): Reply => {
    act(name);
    return { push: [word, name, count()] };
  });
  return { several: answers };
}
