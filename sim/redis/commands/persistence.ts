import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, syntaxError } from "../errors.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { ErrorReply } from "../errors.ts";
import type { Reply } from "../reply.ts";

/**
 * What a server of its own says of saving, of replicas and of what an administrator would have to permit first. Nothing is
 * written: a save is over at once, and what it saved is kept for whoever starts the server again.
 */
export const persistence = family({
  SAVE(context) {
    saved(context);
    return ok;
  },
  BGSAVE(context) {
    const { argv } = context;
    const isScheduled = argv.length === 2 && context.arg(1).toLowerCase() === "schedule";
    if (argv.length > 1 && !isScheduled) return syntaxError;
    saved(context);
    return { status: `Background saving ${startedOrScheduled(context)}` };
  },
  BGREWRITEAOF: (context) => ({
    status: `Background append only file rewriting ${startedOrScheduled(context)}`,
  }),
  LASTSAVE: ({ node }) => node.lastSaveSeconds,

  SHUTDOWN: shutDown,

  "MODULE|LOAD": () => forbidden("MODULE", "enable-module-command"),
  "MODULE|LOADEX": () => forbidden("MODULE", "enable-module-command"),
  "MODULE|UNLOAD": () => forbidden("MODULE", "enable-module-command"),
  LOLWUT: lolwut,
});

/** A transaction is not forked in its middle. */
function startedOrScheduled({ origin }: Context): string {
  return origin === "transaction" ? "scheduled" : "started";
}

/** A save that went well: what was changed until now is not at risk any more. */
export function saved({ node, nowMs }: Context): void {
  node.lastSaveSeconds = Math.floor(nowMs / 1000);
  node.changesSaved = node.ledger.changes;
  node.savedSnapshot = node.snapshot();
}

/** SHUTDOWN [NOSAVE|SAVE] [NOW] [FORCE] [ABORT]: the end of a server is for the simulation to decide. */
function shutDown(context: Context): Reply {
  const options = context.args.map((option) => option.toLowerCase());
  if (options.some((option) => !["nosave", "save", "now", "force", "abort"].includes(option)))
    return syntaxError;
  if (options.includes("abort"))
    return options.length > 1 ? syntaxError : { error: "ERR No shutdown in progress." };
  if (options.includes("save") && options.includes("nosave")) return syntaxError;
  return context.unsupported("command SHUTDOWN");
}

/** What the configuration permits to nobody unless it was started otherwise. */
function forbidden(name: string, option: string): ErrorReply {
  return {
    error: `ERR ${name} command not allowed. If the ${option} option is set to "local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.`,
  };
}

/** LOLWUT [VERSION number ...]: the name of the server, where the version has no picture or poem to show. */
function lolwut(context: Context): Reply {
  const { argv, node } = context;
  const { name, version } = node.profile;
  const isGiven = argv.length >= 3 && argv[1]!.toLowerCase() === "version";
  const given = isGiven ? parseInt64(context.arg(2)) : Number(version.split(".")[0]);
  if (given === null) return notAnInteger;
  const art = name === "8.0" ? [5, 6, 8] : [5, 6];
  if (art.includes(Number(BigInt.asUintN(32, BigInt(given)))))
    return context.unsupported("LOLWUT with a picture or a poem");
  return { verbatim: `Redis ver. ${version}\n`, format: "txt" };
}
