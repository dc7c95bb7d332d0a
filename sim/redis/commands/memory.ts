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
  "MEMORY|DOCTOR": doctor,
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
  const { node, behaviour } = context;
  const slotBytes = node.cluster !== null && behaviour.slotsListTheirKeys ? 16 : 0;
  return slotBytes + keySize(key, value, { samples, entryBytes: 24, settings: node.settings });
}

/** Below this the doctor does not look; above it the model knows of nothing that could be wrong. */
const doctorMinBytes = 5 * 1024 * 1024;

function doctor({ node }: Context): Reply {
  const text =
    node.memory.usedBytes() < doctorMinBytes
      ? "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used in these conditions. Please, leave for your mission on Earth and fill it with some data. The new Sam and I will be back to our programming as soon as I finished rebooting.\n"
      : "Hi Sam, I can't find any memory issue in your instance. I can only account for what occurs on this base.\n";
  return { verbatim: text, format: "txt" };
}
