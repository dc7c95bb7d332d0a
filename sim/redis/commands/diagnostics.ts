import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { badSubcommand } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

/** What the server noticed about itself. Commands take no time here, so nothing was ever slow. */
export const diagnostics = family({
  "LATENCY|LATEST": () => [],
  "LATENCY|HISTORY": () => [],
  "LATENCY|RESET": () => 0,
  "MODULE|LIST": () => [],
  "SLOWLOG|GET": slowest,
  "SLOWLOG|LEN": (context) => unlessAllCount(context, 0),
  "SLOWLOG|RESET": () => ok,
});

/** SLOWLOG GET [count] */
function slowest(context: Context): Reply {
  const [, , text = "10", ...rest] = context.argv;
  if (rest.length > 0) return badSubcommand(context.argv);
  const count = parseInteger(text);
  if (count === null || count < -1)
    return { error: "ERR count should be greater than or equal to -1" };
  return unlessAllCount(context, []);
}

/** With a threshold of 0 every command counts as slow, and the log would be full of them. */
function unlessAllCount(context: Context, nothing: Reply): Reply {
  return context.node.config.get("slowlog-log-slower-than") === "0"
    ? context.unsupported("SLOWLOG of all commands")
    : nothing;
}
