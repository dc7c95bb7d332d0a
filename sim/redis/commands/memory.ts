import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, syntaxError } from "../errors.ts";
import { keySize } from "../memory/keySize.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

export const memory = family({
  "MEMORY|USAGE": usage,
  "MEMORY|PURGE": () => ok,
});

const samplesUsual = 5;

/** MEMORY USAGE key [SAMPLES count]; it sees a key past its time too, until somebody else meets it. */
function usage(context: Context): Reply {
  let samples = samplesUsual;
  for (let i = 3; i < context.argv.length; i += 2) {
    if (context.arg(i).toUpperCase() !== "SAMPLES" || i + 1 === context.argv.length)
      return syntaxError;
    const count = parseInteger(context.arg(i + 1));
    if (count === null) return notAnInteger;
    if (count < 0) return syntaxError;
    samples = count === 0 ? Infinity : count;
  }
  const key = context.arg(2);
  const value = context.db.peek(key);
  if (value === undefined) return null;
  return keySize(key, value, { samples, entryBytes: 24, settings: context.node.settings });
}
