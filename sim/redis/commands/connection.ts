import type { Bytes } from "../bytes.ts";
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
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { setClientName } from "./clientName.ts";
import { parseDatabase } from "./keys.ts";

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
    const db = parseDatabase(context, context.arg(1));
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
    client.transaction = null;
    client.database = 0;
    client.protocol = 2;
    client.name = "";
    client.noEvict = false;
    client.replyMode = "on";
    return { status: "RESET" };
  },
  AUTH(context) {
    if (context.argv.length > 3) return syntaxError;
    if (context.argv.length === 2) return noPasswordSet;
    return authenticate(context.arg(1)) ?? ok;
  },
  HELLO: hello,
});

/** The model has Redis' default user only, who needs no password and so accepts any. */
function authenticate(user: Bytes): ErrorReply | null {
  return user === "default" ? null : wrongPassword;
}

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
  for (let i = 2; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    const left = context.argv.length - 1 - i;
    let refused: ErrorReply | null;
    if (option === "AUTH" && left >= 2) {
      refused = authenticate(context.arg(i + 1));
      i += 2;
    } else if (option === "SETNAME" && left >= 1) refused = setClientName(client, context.arg(++i));
    else
      refused = errorAbout(
        (option) => `ERR Syntax error in HELLO option '${option}'`,
        context.arg(i),
      );
    if (refused !== null) return refused;
  }
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
      ["mode", "standalone"],
      ["role", "master"],
      ["modules", []],
    ],
  };
}

const protocolNotInteger = {
  error: "ERR Protocol version is not an integer or out of range",
};
