import { family } from "../command.ts";

/** The HELP of the containers of commands, in the words of the version; CLUSTER's is refused without a cluster. */
export const help = family({
  "*|HELP"({ command, node }) {
    const lines = node.profile.help().get(command.fullName) ?? [];
    return lines.map((status) => ({ status }));
  },
});
