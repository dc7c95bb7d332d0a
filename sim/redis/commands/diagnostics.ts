import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { badSubcommand, errorAbout } from "../errors.ts";
import type { RedisNode } from "../node.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { modulesReply } from "./modulesReply.ts";

/**
 * What the server noticed about itself. Commands take no time here, so nothing was ever slow, unless that is what
 * `slowlog-log-slower-than 0` asks for.
 */
export const diagnostics = family({
  "LATENCY|LATEST": () => [],
  "LATENCY|HISTORY": () => [],
  "LATENCY|RESET": () => 0,
  "LATENCY|GRAPH": ({ argv: [, , event = ""] }) =>
    errorAbout((name) => `ERR No samples available for event '${name}'`, event),
  "LATENCY|DOCTOR": doctor,
  "LATENCY|HISTOGRAM": histogram,
  "MODULE|LIST": ({ node }) => modulesReply(node),
  MONITOR({ client, node }) {
    node.monitors.add(client);
    return ok;
  },
  "SLOWLOG|GET": slowest,
  "SLOWLOG|LEN": ({ node }) => node.slowLog.entries.length,
  "SLOWLOG|RESET"({ node }) {
    node.slowLog.clear();
    return ok;
  },
});

/** SLOWLOG GET [count] */
function slowest({ node, argv }: Context): Reply {
  const [, , text = "10", ...rest] = argv;
  return rest.length > 0 ? badSubcommand(argv) : slowCommands(node, text);
}

export function slowCommands(node: RedisNode, countText: Bytes): Reply {
  const count = parseInteger(countText);
  if (count === null || count < -1)
    return { error: "ERR count should be greater than or equal to -1" };
  const entries = count === -1 ? node.slowLog.entries : node.slowLog.entries.slice(0, count);
  return entries.map(({ id, atSeconds, tookUs, argv: words, address, clientName }) => [
    id,
    atSeconds,
    tookUs,
    words,
    address,
    clientName,
  ]);
}

function doctor({ node }: Context): Reply {
  const isValkey = node.profile.server === "valkey";
  const server = isValkey ? "Valkey" : "Redis";
  const advice = isValkey
    ? ""
    : " If we weren't in a deep space mission I'd suggest to take a look at https://redis.io/topics/latency-monitor.";
  const text =
    node.config.get("latency-monitor-threshold") === "0"
      ? `I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this ${server} instance. You may use "CONFIG SET latency-monitor-threshold <milliseconds>." in order to enable it.${advice}\n`
      : `Dave, no latency spike was observed during the lifetime of this ${server} instance, not in the slightest bit. I honestly think you ought to sit down calmly, take a stress pill, and think things over.\n`;
  return { verbatim: text, format: "txt" };
}

/** LATENCY HISTOGRAM [command ...]: all calls are in the first bucket, for they took no time. */
function histogram({ node, argv }: Context): Reply {
  const commands = argv.length === 2 ? [...node.registry.all()] : argv.slice(2).flatMap(named);
  const shown = commands.flatMap((command): [Bytes, Reply][] => {
    const { calls } = node.statistics.of(command);
    if (calls === 0) return [];
    const buckets = { map: [[1, calls]] as const };
    return [
      [
        command.fullName,
        {
          map: [
            ["calls", calls],
            ["histogram_usec", buckets],
          ],
        },
      ],
    ];
  });
  return { map: shown };

  /** A container stands for all that is in it. */
  function named(name: Bytes): Command[] {
    const command = node.registry.get(name.toUpperCase());
    if (command === undefined) return [];
    const prefix = `${command.name}|`;
    return node.registry.isContainer(command.name)
      ? [...node.registry.all()].filter((each) => each.name.startsWith(prefix))
      : [command];
  }
}
