import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { noReplicas, notAnInteger, scriptNeedsMemory, tooManyKeys } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { lacksReplicas } from "../lacksReplicas.ts";
import { sha1hex } from "../lua/sha1hex.ts";
import { mayTakeMemory } from "../lua/mayTakeMemory.ts";
import { readShebang } from "../lua/shebang.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { refusalOfScript } from "../replication/refusals.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { forgetCjsonSettings, instructionsMax, scriptHost } from "./scriptHost.ts";

/** Lua itself is in sim/redis/lua; these commands find the script, check how it may run, and lend it the node. */
export const scriptingCommands = family({
  EVAL: (context) => evaluate(context, () => defineEvaluated(context), false),
  EVAL_RO: (context) => evaluate(context, () => defineEvaluated(context), true),
  EVALSHA: (context) => evaluate(context, () => find(context, context.arg(1)), false),
  EVALSHA_RO: (context) => evaluate(context, () => find(context, context.arg(1)), true),
  "SCRIPT|LOAD"(context) {
    const script = define(context, context.arg(2));
    if ("error" in script) return script;
    context.node.scripts.load(script.sha, script.source);
    return script.sha;
  },
  "SCRIPT|EXISTS": ({ node, argv }) =>
    argv.slice(2).map((sha) => (node.scripts.has(sha.toLowerCase()) ? 1 : 0)),
  "SCRIPT|FLUSH"({ node, argv }) {
    const mode = argv[2]?.toLowerCase() ?? "sync";
    if (argv.length > 3 || (mode !== "sync" && mode !== "async"))
      return { error: "ERR SCRIPT FLUSH only support SYNC|ASYNC option" };
    node.scripts.clear();
    forgetCjsonSettings(node);
    return ok;
  },
  "SCRIPT|DEBUG"({ client, origin, argv }) {
    if (origin === "transaction")
      return { error: "ERR SCRIPT DEBUG must be called outside a pipeline" };
    const mode = argv[2]?.toLowerCase();
    if (mode === "no") debugging.delete(client);
    else if (mode === "yes" || mode === "sync") debugging.add(client);
    else return { error: "ERR Use SCRIPT DEBUG YES/SYNC/NO" };
    return ok;
  },
  "SCRIPT|SHOW"(context) {
    const script = find(context, context.arg(2));
    return "error" in script ? script : script.source;
  },
  // Commands run to their end before the next begins, so a script is never seen running.
  "SCRIPT|KILL": () => ({ error: "NOTBUSY No scripts in execution right now." }),
});

/** Whose next script would be stopped at its first line, for them to walk through it. */
const debugging = new WeakSet<ClientConnection>();

type DefinedScript = { readonly source: Bytes; readonly sha: string };

const noScript = ({ node }: Context): ErrorReply => ({
  error: node.profile.lua.say("NOSCRIPT No matching script. Please use EVAL."),
});
const keysNegative: Reply = { error: "ERR Number of keys can't be negative" };
/** What a script or a function hears that says so of itself. */
export const notInCluster: ErrorReply = {
  error: "ERR Can not run script on cluster, 'no-cluster' flag is set.",
};
const writesInReadOnlyCommand: Reply = {
  error: "ERR Can not execute a script with write flag using *_ro command.",
};

/** Runs the script that `obtain` finds or defines; Redis looks at the number of keys first. */
function evaluate(
  context: Context,
  obtain: () => DefinedScript | ErrorReply,
  readOnly: boolean,
): Reply {
  const { node, argv } = context;
  const isSha = context.command.name.startsWith("EVALSHA");
  if (isSha && context.arg(1).length !== 40) return noScript(context); // Even before the number of keys.
  const keyCount = parseInteger(context.arg(2));
  if (keyCount === null) return notAnInteger;
  if (keyCount > argv.length - 3) return tooManyKeys;
  if (keyCount < 0) return keysNegative;
  const { lua } = node;
  if (lua === null) return context.unsupported("scripts without a Lua engine");
  if (debugging.has(context.client) && !isSha) return context.unsupported("debugging of scripts");
  const script = obtain();
  if ("error" in script) return script;

  const shebang = readShebang(script.source, node.profile.behaviour.enginesAreNames);
  if ("error" in shebang) return shebang;
  const mayWrite = !shebang.flags.has("no-writes");
  if (shebang.flags.has("no-cluster") && node.cluster !== null) return notInCluster;
  if (node.replication.checksRequests) {
    const refused = refusalOfScript(node, context.client, {
      hasFlags: shebang.present,
      mayWrite,
      allowsStale: shebang.flags.has("allow-stale"),
    });
    if (refused !== null) return refused;
  }
  if (shebang.present && mayWrite && readOnly) return writesInReadOnlyCommand;
  if (shebang.present && mayWrite && lacksReplicas(node)) return noReplicas;
  if (shebang.present && node.outOfMemory && mayTakeMemory(shebang.flags)) return scriptNeedsMemory;

  node.scripts.noteRun(script.sha);
  const mayCrossSlots = !shebang.present || shebang.flags.has("allow-cross-slot-keys");
  const host = scriptHost(
    context,
    readOnly || !mayWrite,
    script.sha,
    shebang.present,
    mayCrossSlots,
  );
  const body = shebang.present ? script.source.slice(shebang.length) : script.source;
  const keys = argv.slice(3, 3 + keyCount);
  const args = argv.slice(3 + keyCount);
  return lua.run({ body, sha: script.sha }, keys, args, host, { instructionsMax });
}

function find(context: Context, wanted: Bytes): DefinedScript | ErrorReply {
  const sha = wanted.toLowerCase();
  const source = context.node.scripts.get(sha);
  return source === undefined ? noScript(context) : { source, sha };
}

function defineEvaluated(context: Context): DefinedScript | ErrorReply {
  const { scripts } = context.node;
  const script = define(context, context.arg(1));
  if (!("error" in script) && !scripts.has(script.sha))
    scripts.addEvaluated(script.sha, script.source);
  return script;
}

/** Says what a script is, for the node's cache, unless it does not compile. */
function define({ node }: Context, source: Bytes): DefinedScript | ErrorReply {
  const sha = sha1hex(source);
  if (node.scripts.has(sha)) return { source, sha };
  const shebang = readShebang(source, node.profile.behaviour.enginesAreNames);
  if ("error" in shebang) return { error: node.profile.lua.say(shebang.error) };
  const error = node.lua?.compile(source.slice(shebang.length), sha) ?? null;
  if (error !== null) return { error };
  return { source, sha };
}
