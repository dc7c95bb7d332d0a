import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  badSubcommand,
  errorAbout,
  noReplicas,
  scriptNeedsMemory,
  tooManyKeys,
} from "../errors.ts";
import { createLibrary } from "../functions/createLibrary.ts";
import { FunctionLibraries } from "../functions/functionLibraries.ts";
import type { Library } from "../functions/functionLibraries.ts";
import { dumpLibraries, restoreLibraries } from "../functions/restoreLibraries.ts";
import type { RestorePolicy } from "../functions/restoreLibraries.ts";
import { lacksReplicas } from "../lacksReplicas.ts";
import type { RegisteredFunction } from "../lua/libraryApi.ts";
import { mayTakeMemory } from "../lua/mayTakeMemory.ts";
import { matchesGlob } from "../matchesGlob.ts";
import type { RedisNode } from "../node.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { contentsOf, isSealed, sealPayload } from "../rdb/dumpPayload.ts";
import { refusalOfScript } from "../replication/refusals.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { notInCluster } from "./scripting.ts";
import { instructionsMax, scriptHost } from "./scriptHost.ts";

/** Libraries of functions, and how they are called. Lua itself is in sim/redis/lua. */
export const functions = family({
  FCALL: (context) => call(context, false),
  FCALL_RO: (context) => call(context, true),
  "FUNCTION|LOAD": load,
  "FUNCTION|DELETE"(context) {
    const { node } = context;
    if (!librariesOf(node).delete(context.arg(2))) return { error: "ERR Library not found" };
    node.ledger.changes++;
    return ok;
  },
  "FUNCTION|FLUSH"({ node, argv }) {
    if (argv.length > 3) return badSubcommand(argv);
    const mode = argv[2]?.toLowerCase() ?? "sync";
    if (mode !== "sync" && mode !== "async")
      return { error: "ERR FUNCTION FLUSH only supports SYNC|ASYNC option" };
    const libraries = librariesOf(node);
    libraries.clear();
    node.ledger.changes++;
    // There, a new Lua with a client of its own.
    if (node.profile.behaviour.functionFlushTakesClientId) {
      node.takeClientId();
      libraries.renewals++;
    }
    return ok;
  },
  "FUNCTION|LIST": list,
  "FUNCTION|STATS"({ node }) {
    const { libraries, functionCount } = librariesOf(node);
    const engine: Reply = {
      map: [
        ["libraries_count", libraries.size],
        ["functions_count", functionCount],
      ],
    };
    return {
      map: [
        // Commands run to their end before the next begins, so a function is never seen running.
        ["running_script", null],
        ["engines", { map: [["LUA", engine]] }],
      ],
    };
  },
  "FUNCTION|KILL": () => ({ error: "NOTBUSY No scripts in execution right now." }),
  "FUNCTION|DUMP": ({ node, behaviour }) =>
    sealPayload(dumpLibraries(librariesOf(node)), behaviour.rdbVersion),
  "FUNCTION|RESTORE": restore,
});

const libraries = new WeakMap<RedisNode, FunctionLibraries>();

export function librariesOf(node: RedisNode): FunctionLibraries {
  let found = libraries.get(node);
  if (found === undefined) libraries.set(node, (found = new FunctionLibraries()));
  return found;
}

/** FUNCTION LOAD [REPLACE] code */
function load(context: Context): Reply {
  const { node, argv } = context;
  const options = argv.slice(2, -1);
  const strange = options.find((option) => option.toLowerCase() !== "replace");
  if (strange !== undefined)
    return errorAbout((option) => `ERR Unknown option given: ${option}`, strange);
  const { lua } = node;
  if (lua === null) return context.unsupported("functions without a Lua engine");
  const library = createLibrary(
    librariesOf(node),
    argv.at(-1)!,
    options.length > 0,
    lua,
    scriptHost(context, true, "of a library"),
  );
  if ("error" in library) return library;
  node.ledger.changes++;
  return library.name;
}

/** FCALL function numkeys [key ...] [argument ...] */
function call(context: Context, readOnly: boolean): Reply {
  const { node, argv } = context;
  const found = librariesOf(node).find(context.arg(1));
  if (found === undefined || node.lua === null) return { error: "ERR Function not found" };
  const { library, registered } = found;
  const mayWrite = !registered.flags.includes("no-writes");
  const keyCount = parseInteger(context.arg(2));
  if (keyCount === null) return { error: "ERR Bad number of keys provided" };
  if (keyCount > argv.length - 3) return tooManyKeys;
  if (keyCount < 0) return { error: "ERR Number of keys can't be negative" };
  if (registered.flags.includes("no-cluster") && node.cluster !== null) return notInCluster;
  if (node.replication.checksRequests) {
    const refused = refusalOfScript(node, context.client, {
      hasFlags: true,
      mayWrite,
      allowsStale: registered.flags.includes("allow-stale"),
    });
    if (refused !== null) return refused;
  }
  if (mayWrite && readOnly)
    return { error: "ERR Can not execute a script with write flag using *_ro command." };
  if (mayWrite && lacksReplicas(node)) return noReplicas;
  if (node.outOfMemory && mayTakeMemory(new Set(registered.flags))) return scriptNeedsMemory;
  return node.lua.functions.call(
    library.loaded,
    registered,
    argv.slice(3, 3 + keyCount),
    argv.slice(3 + keyCount),
    scriptHost(
      context,
      readOnly || !mayWrite,
      registered.name,
      true,
      registered.flags.includes("allow-cross-slot-keys"),
    ),
    { instructionsMax },
  );
}

/** FUNCTION LIST [LIBRARYNAME pattern] [WITHCODE] */
function list({ node, argv }: Context): Reply {
  let withCode = false;
  let pattern: Bytes | null = null;
  for (let i = 2; i < argv.length; i++) {
    const option = argv[i]!.toLowerCase();
    if (!withCode && option === "withcode") withCode = true;
    else if (pattern === null && option === "libraryname") {
      const given = argv[++i];
      if (given === undefined) return { error: "ERR library name argument was not given" };
      pattern = given;
    } else return errorAbout((argument) => `ERR Unknown argument ${argument}`, argv[i]!);
  }
  return [...librariesOf(node).libraries.values()]
    .filter(
      ({ name }) => pattern === null || matchesGlob(pattern.toLowerCase(), name.toLowerCase()),
    )
    .map((library) => describe(library, withCode));
}

function describe({ name, source, loaded }: Library, withCode: boolean): Reply {
  const map: [Reply, Reply][] = [
    ["library_name", name],
    ["engine", "LUA"],
    ["functions", loaded.functions.map(describeFunction)],
  ];
  if (withCode) map.push(["library_code", source]);
  return { map };
}

function describeFunction({ name, description, flags }: RegisteredFunction): Reply {
  return {
    map: [
      ["name", name],
      ["description", description],
      ["flags", { set: flags.map((status) => ({ status })) }],
    ],
  };
}

/** FUNCTION RESTORE payload [FLUSH|APPEND|REPLACE] */
function restore(context: Context): Reply {
  const { node, argv } = context;
  if (argv.length > 4) return badSubcommand(argv);
  const policy = parsePolicy(argv[3]);
  if (policy === null)
    return {
      error: "ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.",
    };
  if (!isSealed(context.arg(2), context.behaviour.rdbVersion))
    return { error: "ERR DUMP payload version or checksum are wrong" };
  const { lua } = node;
  if (lua === null) return context.unsupported("functions without a Lua engine");
  const contents = contentsOf(context.arg(2));
  const host = scriptHost(context, true, "of a library");
  const error = restoreLibraries(librariesOf(node), contents, policy, lua, host);
  if (error !== null) return error;
  node.ledger.changes++;
  return ok;
}

function parsePolicy(text = "append"): RestorePolicy | null {
  const policy = text.toLowerCase();
  return policy === "flush" || policy === "append" || policy === "replace" ? policy : null;
}
