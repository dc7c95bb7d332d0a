import type { Context } from "./context.ts";
import type { Reply } from "./reply.ts";

/**
 * Runs a command that every check has let through. While clients cache keys it is noted who changes what, and what was
 * read: by a script in Redis 7.0 all the keys that it was given, as soon as it reads anything.
 */
export function call(context: Context): Reply {
  const { tracking } = context.node;
  if (tracking.count === 0) return context.command.run(context);
  const writerBefore = tracking.writer;
  tracking.writer = context.client;
  const reply = context.command.run(context);
  tracking.writer = writerBefore;
  const { flags, name } = context.command;
  if (!flags.includes("readonly") || runsScripts.has(name)) return reply;
  const caller = context.origin === "script" ? (tracking.script ?? context) : context;
  const reader = context.behaviour.scriptsTrackWhatTheyRead ? context : caller;
  tracking.remember(caller.client, reader.command, reader.argv);
  return reply;
}

/** They read nothing themselves. */
const runsScripts: ReadonlySet<string> = new Set(["EVAL_RO", "EVALSHA_RO", "FCALL_RO"]);
