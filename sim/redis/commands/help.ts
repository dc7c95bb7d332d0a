import { family } from "../command.ts";
import type { Reply } from "../reply.ts";
import { helpTexts } from "./helpTexts.ts";

/** The HELP of the containers of commands; those of scripts and streams are with their families. */
export const help = family(
  Object.fromEntries(
    helpTexts.map(([container, lines]) => [`${container}|HELP`, () => page(container, lines)]),
  ),
);

function page(container: string, lines: readonly string[]): Reply {
  const heading = `${container} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`;
  return [heading, ...lines, "HELP", "    Prints this help."].map((status) => ({ status }));
}
