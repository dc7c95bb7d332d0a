import type { Bytes } from "./bytes.ts";
import type { Command } from "./command.ts";
import { runsScripts } from "./commandTraits.ts";
import { declaredFlags } from "./declaredFlags.ts";
import { mayTakeMemory } from "./lua/mayTakeMemory.ts";
import type { RedisNode } from "./node.ts";

/**
 * Whether a request is refused when the memory is used up, as `getCommandFlags` of server.c finds it: a script or a function
 * that says what it does is looked at, another one may begin.
 */
export function asksForMemory(node: RedisNode, command: Command, argv: readonly Bytes[]): boolean {
  if ((command.traits & runsScripts) === 0) return command.flags.includes("denyoom");
  const declared = declaredFlags(node, command, argv);
  return declared !== null && mayTakeMemory(declared);
}
