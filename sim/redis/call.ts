import { runsScripts } from "./commandTraits.ts";
import type { Context } from "./context.ts";
import { logAsSlow } from "./logAsSlow.ts";
import type { Reply } from "./reply.ts";

/**
 * Runs a command that every check has let through. While clients cache keys it is noted who changes what, and what was
 * read: by a script in Redis 7.0 all the keys that it was given, as soon as it reads anything.
 */
export function call(context: Context): Reply {
  const { node, command } = context;
  const { statistics, settings } = node;
  const errorsBefore = statistics.errors;
  const sleptBeforeUs = node.sleptUs;
  if (node.monitors.size > 0 && (command.traits & runsScripts) !== 0) node.monitors.tell(context);
  const reply = node.propagation.isFollowed
    ? node.propagation.follow(context, run)
    : node.tracking.count === 0
      ? command.run(context)
      : runTracked(context);
  statistics.called(command);
  if (typeof reply === "object" && reply !== null && !Array.isArray(reply) && "error" in reply)
    statistics.failed(command, reply, errorsBefore);
  const slowerThanUs = settings.slowlogLogSlowerThan;
  const tookUs = node.sleptUs - sleptBeforeUs;
  // The rest of a command that waits is not known yet.
  if (slowerThanUs >= 0 && tookUs >= slowerThanUs && !node.blocked.has(context.client))
    logAsSlow(context, tookUs);
  if (node.monitors.size > 0 && (command.traits & runsScripts) === 0) node.monitors.tell(context);
  return reply;
}

function run(context: Context): Reply {
  return context.node.tracking.count === 0 ? context.command.run(context) : runTracked(context);
}

function runTracked(context: Context): Reply {
  const { tracking } = context.node;
  const writerBefore = tracking.writer;
  tracking.writer = context.client;
  const reply = context.command.run(context);
  tracking.writer = writerBefore;
  const { flags, name } = context.command;
  if (!flags.includes("readonly") || readNothingThemselves.has(name)) return reply;
  const caller = context.origin === "script" ? (tracking.script ?? context) : context;
  const reader = context.behaviour.scriptsTrackWhatTheyRead ? context : caller;
  tracking.remember(caller.client, reader.command, reader.argv);
  return reply;
}

const readNothingThemselves: ReadonlySet<string> = new Set(["EVAL_RO", "EVALSHA_RO", "FCALL_RO"]);
