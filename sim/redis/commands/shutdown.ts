import { family } from "../command.ts";
import { noShutdown, syntaxError } from "../errors.ts";
import { noReply } from "../reply.ts";

const options: ReadonlySet<string> = new Set(["NOSAVE", "SAVE", "NOW", "FORCE", "ABORT"]);

/**
 * SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE] [ABORT]
 *
 * There is nothing to save and no replica to wait for, so it ends the server at once, without a reply, and there is never
 * one under way that ABORT could stop. Where nobody runs a server, as in a simulation, it is refused.
 */
export const shutdown = family({
  SHUTDOWN(context) {
    const { args, client } = context;
    const given = new Set(args.map((arg) => arg.toUpperCase()));
    const isWrong = [...given].some((option) => !options.has(option));
    if (isWrong || (given.has("SAVE") && given.has("NOSAVE"))) return syntaxError;
    if (given.has("ABORT")) return given.size > 1 ? syntaxError : noShutdown;

    if (client.transport.endServer === undefined)
      return context.unsupported("SHUTDOWN in a simulation");
    client.transport.endServer();
    return noReply;
  },
});
