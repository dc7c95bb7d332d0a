import type { Command } from "../command.ts";
import type { ErrorReply } from "../errors.ts";
import type { Denial } from "./denial.ts";

/** What a client hears that may not do what it asks for. */
export function refusal({ reason }: Denial, { fullName }: Command): ErrorReply {
  return {
    error:
      reason === "command"
        ? `NOPERM this user has no permissions to run the '${fullName}' command`
        : `NOPERM this user has no permissions to access one of the ${reason}s used as arguments`,
  };
}

/** What a script hears instead. */
export function refusalInScript({ reason }: Denial): ErrorReply {
  return { error: `ERR The user executing the script ${inScript[reason]}` };
}

const inScript = {
  command: "can't run this command or subcommand",
  key: "can't access at least one of the keys mentioned in the command arguments",
  channel: "can't publish to the channel mentioned in the command",
};

/** What stands in the reply of EXEC for a command that was still allowed when it was queued. */
export function refusalInExec({ reason }: Denial): ErrorReply {
  return {
    error: `NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call. This command is no longer allowed for the following reason: ${inExec[reason]}`,
  };
}

const inExec = {
  command: "no permission to execute the command or subcommand",
  key: "no permission to touch the specified keys",
  channel: "no permission to access one of the channels used as arguments to the command",
};
