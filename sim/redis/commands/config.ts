import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, syntaxError } from "../errors.ts";
import { normalFlags, publishKeyEvents } from "../keyspaceEvents.ts";
import { matchesGlob } from "../matchesGlob.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

export const config = family({
  "CONFIG|GET"({ node, argv }) {
    const patterns = argv.slice(2).map((pattern) => pattern.toLowerCase());
    const found = [...node.config].filter(([name]) =>
      patterns.some((pattern) => pattern === name || matchesGlob(pattern, name)),
    );
    return { map: found };
  },
  "CONFIG|SET": set,
  "CONFIG|RESETSTAT"({ node }) {
    node.commandsProcessed = 0;
    node.connectionsReceived = 0;
    node.ledger.expired = 0;
    return ok;
  },
  "CONFIG|REWRITE": () => ({ error: "ERR The server is running without a config file" }),
});

/** Parameters that change nothing which the model does, so that any value of them is served truthfully. */
const withoutEffect: ReadonlySet<string> = new Set([
  "appendfsync",
  "loglevel",
  "slowlog-log-slower-than",
  "slowlog-max-len",
  "latency-monitor-threshold",
]);

const keyEvents = "notify-keyspace-events";

const notKeyEvents = {
  error: `ERR CONFIG SET failed (possibly related to argument '${keyEvents}') - Invalid event class character. Use 'Ag$lshzxeKEtmdn'.`,
};

/** CONFIG SET parameter value [parameter value ...]: all of them or none. */
function set(context: Context): Reply {
  const { node, argv } = context;
  if (argv.length % 2 === 1) return syntaxError;
  const changes: [name: string, value: string][] = [];
  for (let i = 2; i < argv.length; i += 2) {
    const name = context.arg(i).toLowerCase();
    const value = context.arg(i + 1);
    const current = node.config.get(name);
    if (current === undefined)
      return errorAbout(
        (option) => `ERR Unknown option or number of arguments for CONFIG SET - '${option}'`,
        context.arg(i),
      );
    if (name === keyEvents) {
      const flags = normalFlags(value);
      if (flags === null) return notKeyEvents;
      if (flags.includes("m")) return context.unsupported(`CONFIG SET ${name} "${value}"`);
    } else if (value !== current && !withoutEffect.has(name))
      return context.unsupported(`CONFIG SET ${name} "${value}"`);
    changes.push([name, value]);
  }
  for (const [name, value] of changes) {
    node.config.set(name, name === keyEvents ? normalFlags(value)! : value);
    if (name === keyEvents) publishKeyEvents(node, value);
  }
  return ok;
}
