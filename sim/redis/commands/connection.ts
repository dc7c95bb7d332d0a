import type { ClientConnection } from "../clientConnection.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  errorAbout,
  noPasswordSet,
  noProto,
  syntaxError,
  wrongArity,
  wrongPassword,
} from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { noReply, ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { setClientName } from "./clientName.ts";
import { parseDatabase } from "./keys.ts";
import { modulesReply } from "./modulesReply.ts";

export const connection = family({
  PING(context) {
    const [, message, ...rest] = context.argv;
    if (rest.length > 0) return wrongArity("PING");
    // A RESP2 subscriber expects arrays only.
    if (context.protocol === 2 && context.client.subscriptions > 0) return ["pong", message ?? ""];
    return message ?? { status: "PONG" };
  },
  ECHO: (context) => context.arg(1),
  SELECT(context) {
    const inCluster = context.node.cluster !== null;
    const db = parseDatabase(context, context.arg(1), undefined, inCluster ? selectRefused : null);
    if ("error" in db) return db;
    context.client.database = db.index;
    return ok;
  },
  QUIT({ client }) {
    client.close();
    return ok;
  },
  RESET({ client, node }) {
    node.unwatch(client);
    node.pubSub.forget(client);
    node.tracking.disable(client);
    node.monitors.delete(client);
    client.user = node.access.defaultUser;
    client.isAuthenticated = node.access.letsAllIn;
    client.transaction = null;
    client.database = 0;
    client.protocol = 2;
    client.name = "";
    client.replyMode = "on";
    client.isReadOnly = client.isAsking = false;
    if (node.profile.behaviour.resetForgetsFlags) client.noEvict = client.noTouch = false;
    return { status: "RESET" };
  },
  AUTH(context) {
    const { client, node, argv } = context;
    if (argv.length > 3) return syntaxError;
    if (argv.length === 2 && node.access.defaultUser.noPassword) return noPasswordSet;
    const [name, password] =
      argv.length === 2 ? ["default", context.arg(1)] : [context.arg(1), context.arg(2)];
    return node.access.authenticate(client, argv, name, password) ? ok : refusePassword(context);
  },
  HELLO: hello,
});

const selectRefused: ErrorReply = { error: "ERR SELECT is not allowed in cluster mode" };

/** HELLO [protover [AUTH username password] [SETNAME clientname]] */
function hello(context: Context): Reply {
  const { client } = context;
  let protocol = client.protocol;
  if (context.argv.length > 1) {
    const version = parseInteger(context.arg(1));
    if (version === null) return protocolNotInteger;
    if (version !== 2 && version !== 3) return noProto;
    protocol = version;
  }
  const { access } = context.node;
  for (let i = 2; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    const left = context.argv.length - 1 - i;
    if (option === "AUTH" && left >= 2) {
      if (!access.authenticate(client, context.argv, context.arg(i + 1), context.arg(i + 2)))
        return refusePassword(context);
      i += 2;
    } else if (option === "SETNAME" && left >= 1) {
      const refused = setClientName(client, context.arg(++i));
      if (refused !== null) return refused;
    } else
      return errorAbout((given) => `ERR Syntax error in HELLO option '${given}'`, context.arg(i));
  }
  if (!client.isAuthenticated && !access.letsAllIn) return helloWithoutAuth(context);
  client.protocol = protocol;
  return greeting(client);
}

function greeting(client: ClientConnection): Reply {
  return {
    map: [
      ["server", client.node.profile.server],
      ["version", client.node.profile.version],
      ["proto", client.protocol],
      ["id", client.id],
      ["mode", client.node.cluster === null ? "standalone" : "cluster"],
      ["role", client.node.replication.isFollowing ? "replica" : "master"],
      ["modules", modulesReply(client.node)],
    ],
  };
}

/** Since Redis 7.2 nothing is said while there is something else to be sent, so that EXEC lacks a reply. */
function refusePassword({ behaviour, origin }: Context): Reply {
  return behaviour.accessRulesAreRemembered && origin === "transaction" ? noReply : wrongPassword;
}

function helloWithoutAuth({ behaviour }: Context): ErrorReply {
  const how = behaviour.accessRulesAreRemembered ? "HELLO <proto> AUTH" : "HELLO AUTH";
  return {
    error: `NOAUTH HELLO must be called with the client already authenticated, otherwise the ${how} <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time`,
  };
}

const protocolNotInteger = {
  error: "ERR Protocol version is not an integer or out of range",
};
