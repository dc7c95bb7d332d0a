import type { Bytes } from "./bytes.ts";
import type { Command } from "./command.ts";
import { librariesOf } from "./commands/functions.ts";
import { mayTakeMemory } from "./lua/mayTakeMemory.ts";
import { readShebang } from "./lua/shebang.ts";
import type { RedisNode } from "./node.ts";

/**
 * Whether a request is refused when the memory is used up, as `getCommandFlags` of server.c finds it: a script or a function
 * that says what it does is looked at, another one may begin.
 */
export function asksForMemory(node: RedisNode, command: Command, argv: readonly Bytes[]): boolean {
  const [, script = ""] = argv;
  switch (command.name) {
    case "EVAL":
    case "EVAL_RO":
      return scriptAsks(node, script);
    case "EVALSHA":
    case "EVALSHA_RO":
      return scriptAsks(node, node.scripts.get(script.toLowerCase()) ?? "");
    case "FCALL":
    case "FCALL_RO": {
      const found = librariesOf(node).find(script);
      return found !== undefined && mayTakeMemory(new Set(found.registered.flags));
    }
    default:
      return command.flags.includes("denyoom");
  }
}

function scriptAsks({ profile }: RedisNode, source: Bytes): boolean {
  if (!source.startsWith("#!")) return false;
  const shebang = readShebang(source, profile.behaviour.enginesAreNames);
  return !("error" in shebang) && mayTakeMemory(shebang.flags);
}
