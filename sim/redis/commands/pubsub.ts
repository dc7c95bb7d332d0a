import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { matchesGlob } from "../matchesGlob.ts";
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
  PUBLISH(context) {
    const receivers = context.node.pubSub.publish(context.arg(1), context.arg(2));
    context.touch(receivers);
    return receivers;
  },
  "PUBSUB|CHANNELS"({ node, argv: [, , pattern] }) {
    const channels = [...node.pubSub.channels.keys()];
    return pattern === undefined
      ? channels
      : channels.filter((channel) => matchesGlob(pattern, channel));
  },
  "PUBSUB|NUMSUB"({ node, argv }) {
    return argv
      .slice(2)
      .flatMap((channel) => [channel, node.pubSub.channels.get(channel)?.size ?? 0]);
  },
  "PUBSUB|NUMPAT"({ node }) {
    return node.pubSub.patterns.size;
  },
});

/** One answer for each name, with the number of subscriptions that the client then has; also when there is none to leave. */
function eachName(
  { client }: Context,
  word: string,
  names: readonly Bytes[],
  act: (name: Bytes) => void,
): Reply {
  if (names.length === 0) return { several: [{ push: [word, null, client.subscriptions] }] };
  const answers = names.map((name): Reply => {
    act(name);
    return { push: [word, name, client.subscriptions] };
  });
  return { several: answers };
}
