import type { Command } from "../command.ts";

/** Replaced by the scripting family when the Lua engine lands. */
export const scriptingCommands: readonly Command[] = [];
