import type { ClientConnection } from "../clientConnection.ts";
import type { Command } from "../command.ts";
import type { ErrorReply } from "../errors.ts";
import type { Denial } from "./denial.ts";

/** What a client hears that may not do what it asks for. */
export function refusal(denial: Denial, client: ClientConnection, command: Command): ErrorReply {
  if (isRecent(client)) return { error: `NOPERM ${recentText(denial, client, command)}` };
  return {
    error:
      denial.reason === "command"
        ? `NOPERM this user has no permissions to run the '${command.fullName}' command`
        : `NOPERM this user has no permissions to access one of the ${denial.reason}s used as arguments`,
  };
}

/** What a script hears instead. */
export function refusalInScript(
  denial: Denial,
  client: ClientConnection,
  command: Command,
): ErrorReply {
  const error = isRecent(client)
    ? `ERR ACL failure in script: ${recentText(denial, client, command)}`
    : `ERR The user executing the script ${inScript[denial.reason]}`;
  return { error };
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

function isRecent({ node }: ClientConnection): boolean {
  return node.profile.behaviour.accessRulesAreRemembered;
}

/** `getAclErrorMessage` of Redis 7.2 and later. */
function recentText({ reason }: Denial, { user }: ClientConnection, { fullName }: Command): string {
  return reason === "command"
    ? `User ${user.name} has no permissions to run the '${fullName}' command`
    : `No permissions to access a ${reason}`;
}
