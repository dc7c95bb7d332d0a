import type { Bytes } from "../bytes.ts";
import type { Reply } from "../reply.ts";
import { LuaEngine } from "./engine.ts";
import type { ScriptHost } from "./engine.ts";
import { sha1hex } from "./sha1hex.ts";

const engine = await LuaEngine.load();

/** Runs a script as a test needs it: against a host that answers every command with its own arguments. */
export function runForTest(
  body: Bytes,
  {
    keys = [],
    args = [],
    host = {},
    instructionsMax = 1_000_000,
  }: {
    readonly keys?: readonly Bytes[];
    readonly args?: readonly Bytes[];
    readonly host?: Partial<ScriptHost>;
    readonly instructionsMax?: number;
  } = {},
): Reply {
  const echo: ScriptHost = { call: (argv) => argv, log() {} };
  return engine.run(
    { body, sha: sha1hex(body) },
    keys,
    args,
    { ...echo, ...host },
    { instructionsMax },
  );
}

/** The same, with errors cut to their text: without the script's SHA1 and the place behind it. */
export function replyOf(body: Bytes): Reply {
  const reply = runForTest(body);
  if (typeof reply !== "object" || reply === null || !("error" in reply)) return reply;
  return { error: reply.error.replace(/ script: [0-9a-f]{40}, on @user_script:\d+\.$/, "") };
}
