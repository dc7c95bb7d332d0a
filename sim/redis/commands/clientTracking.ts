import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, notAnInteger, subcommandSyntaxError, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import type { TrackingOptions } from "../tracking/trackingState.ts";

/** Client-side caching. What is remembered and who is told is in sim/redis/tracking. */
export const clientTracking = family({
  "CLIENT|TRACKING": track,
  "CLIENT|CACHING": setCaching,
  "CLIENT|GETREDIR": ({ client }) => client.tracking?.redirect ?? -1,
  "CLIENT|TRACKINGINFO": ({ client }) => describe(client),
});

/** CLIENT TRACKING ON|OFF [REDIRECT id] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] [OPTOUT] [NOLOOP] */
function track(context: Context): Reply {
  const { node, client, argv } = context;
  const parsed = parse(context);
  if ("error" in parsed) return parsed;
  const { options, prefixes } = parsed;
  switch (argv[2]!.toUpperCase()) {
    case "ON": {
      const refusal = whyNot(client, options, prefixes);
      if (refusal !== null) return refusal;
      const overlap = options.broadcasts ? overlapOf(client, prefixes) : null;
      if (overlap !== null && overlap.stops) return overlap.error;
      node.tracking.enable(client, options, prefixes);
      return overlap === null ? ok : { several: [overlap.error, ok] };
    }
    case "OFF":
      node.tracking.disable(client);
      return ok;
    default:
      return syntaxError;
  }
}

type Parsed = { readonly options: TrackingOptions; readonly prefixes: readonly Bytes[] };

function parse({ node, argv }: Context): Parsed | ErrorReply {
  let redirect = 0;
  const prefixes: Bytes[] = [];
  const flags = new Set<string>();
  for (let i = 3; i < argv.length; i++) {
    const option = argv[i]!.toUpperCase();
    const hasMore = i + 1 < argv.length;
    if (option === "REDIRECT" && hasMore) {
      if (redirect !== 0)
        return { error: "ERR A client can only redirect to a single other client" };
      const id = parseInteger(argv[++i]!);
      if (id === null) return notAnInteger;
      if (!node.clients.has(id))
        return { error: "ERR The client ID you want redirect to does not exist" };
      redirect = id;
    } else if (option === "PREFIX" && hasMore) prefixes.push(argv[++i]!);
    else if (["BCAST", "OPTIN", "OPTOUT", "NOLOOP"].includes(option)) flags.add(option);
    else return syntaxError;
  }
  const options = {
    redirect,
    broadcasts: flags.has("BCAST"),
    optIn: flags.has("OPTIN"),
    optOut: flags.has("OPTOUT"),
    noLoop: flags.has("NOLOOP"),
  };
  return { options, prefixes };
}

/** Options that do not go together, or not with what the client has chosen before. */
function whyNot(
  { tracking }: ClientConnection,
  { broadcasts, optIn, optOut }: TrackingOptions,
  prefixes: readonly Bytes[],
): ErrorReply | null {
  if (!broadcasts && prefixes.length > 0)
    return { error: "ERR PREFIX option requires BCAST mode to be enabled" };
  if (tracking !== null && tracking.broadcasts !== broadcasts)
    return {
      error:
        "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with a different mode.",
    };
  if (broadcasts && (optIn || optOut))
    return { error: "ERR OPTIN and OPTOUT are not compatible with BCAST" };
  if (optIn && optOut) return { error: "ERR You can't specify both OPTIN mode and OPTOUT mode" };
  if (tracking !== null && ((optIn && tracking.optOut) || (optOut && tracking.optIn)))
    return {
      error:
        "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with a different mode.",
    };
  return null;
}

/**
 * Two prefixes of which one begins with the other. Redis complains of two that were given at once, but then does not stop unless
 * the first of all is one of them: `checkPrefixCollisionsOrReply` of tracking.c returns its index.
 */
function overlapOf(
  { tracking }: ClientConnection,
  prefixes: readonly Bytes[],
): { readonly error: ErrorReply; readonly stops: boolean } | null {
  const known = [...(tracking?.prefixes ?? [])].sort();
  for (const [index, prefix] of prefixes.entries()) {
    const existing = known.find((other) => overlap(prefix, other));
    if (existing !== undefined)
      return { error: overlapError(prefix, "an existing prefix", existing), stops: true };
    const other = prefixes.slice(index + 1).find((later) => overlap(prefix, later));
    if (other !== undefined)
      return { error: overlapError(prefix, "another provided prefix", other), stops: index === 0 };
  }
  return null;
}

function overlap(one: Bytes, other: Bytes): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function overlapError(prefix: Bytes, what: string, other: Bytes): ErrorReply {
  return errorAbout(
    (given, met) =>
      `ERR Prefix '${given}' overlaps with ${what} '${met}'. Prefixes for a single client must not overlap.`,
    prefix,
    other,
  );
}

/** CLIENT CACHING YES|NO */
function setCaching({ client: { tracking }, argv }: Context): Reply {
  if (tracking === null)
    return {
      error:
        "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled",
    };
  switch (argv[2]?.toUpperCase()) {
    case undefined:
      return subcommandSyntaxError("CLIENT", argv[1]!);
    case "YES":
      if (!tracking.optIn)
        return {
          error: "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.",
        };
      break;
    case "NO":
      if (!tracking.optOut)
        return {
          error: "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.",
        };
      break;
    default:
      return syntaxError;
  }
  tracking.caching = true;
  return ok;
}

function describe({ tracking }: ClientConnection): Reply {
  const flags = [tracking === null ? "off" : "on"];
  if (tracking?.broadcasts) flags.push("bcast");
  if (tracking?.optIn) flags.push("optin", ...(tracking.caching ? ["caching-yes"] : []));
  if (tracking?.optOut) flags.push("optout", ...(tracking.caching ? ["caching-no"] : []));
  if (tracking?.noLoop) flags.push("noloop");
  if (tracking?.isBroken) flags.push("broken_redirect");
  return {
    map: [
      ["flags", { set: flags }],
      ["redirect", tracking?.redirect ?? -1],
      ["prefixes", [...(tracking?.prefixes ?? [])].sort()],
    ],
  };
}
