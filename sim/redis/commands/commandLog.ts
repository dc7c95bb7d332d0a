import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { ErrorReply } from "../errors.ts";
import { ok } from "../reply.ts";
import { slowCommands } from "./diagnostics.ts";

/** Valkey's COMMANDLOG: its slow log, and two of requests and replies of more than a megabyte, which stay empty here. */
export const commandLog = family({
  "COMMANDLOG|GET"({ node, argv: [, , count = "", type = ""] }) {
    const log = logOf(type);
    if (typeof log === "object") return log;
    const commands = slowCommands(node, count);
    return log === "slow" || !Array.isArray(commands) ? commands : [];
  },
  "COMMANDLOG|LEN"({ node, argv: [, , type = ""] }) {
    const log = logOf(type);
    if (typeof log === "object") return log;
    return log === "slow" ? node.slowLog.entries.length : 0;
  },
  "COMMANDLOG|RESET"({ node, argv: [, , type = ""] }) {
    const log = logOf(type);
    if (typeof log === "object") return log;
    if (log === "slow") node.slowLog.clear();
    return ok;
  },
});

function logOf(type: Bytes): "slow" | "large" | ErrorReply {
  switch (type.toLowerCase()) {
    case "slow":
      return "slow";
    case "large-request":
    case "large-reply":
      return "large";
    default:
      return unknownLog;
  }
}

const unknownLog = {
  error: "ERR type should be one of the following: slow, large-request, large-reply",
};
