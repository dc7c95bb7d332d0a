import type { Bytes } from "./bytes.ts";
import type { Command } from "./command.ts";
import { librariesOf } from "./commands/functions.ts";
import { runsScripts } from "./commandTraits.ts";
import { readShebang } from "./lua/shebang.ts";
import type { RedisNode } from "./node.ts";

/** What the script or the function of a request says of itself; null when there is none that does, as `getCommandFlags` of server.c. */
export function declaredFlags(
  node: RedisNode,
  command: Command,
  argv: readonly Bytes[],
): ReadonlySet<string> | null {
  if ((command.traits & runsScripts) === 0) return null;
  const [, script = ""] = argv;
  if (command.name.startsWith("FCALL")) {
    const found = librariesOf(node).find(script);
    return found === undefined ? null : new Set(found.registered.flags);
  }
  const isSha = command.name.startsWith("EVALSHA");
  const source = isSha ? (node.scripts.get(script.toLowerCase()) ?? "") : script;
  if (!source.startsWith("#!")) return null;
  const shebang = readShebang(source, node.profile.behaviour.enginesAreNames);
  return "error" in shebang ? null : shebang.flags;
}

/** Whether a request counts as a write before it runs: a script only when it says what it does, and not that it writes nothing. */
export function countsAsWrite(node: RedisNode, command: Command, argv: readonly Bytes[]): boolean {
  if (command.flags.includes("write")) return true;
  const declared = declaredFlags(node, command, argv);
  return declared !== null && !declared.has("no-writes");
}
