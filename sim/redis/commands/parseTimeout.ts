import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { ErrorReply } from "../errors.ts";
import { isInt64 } from "../numbers/parseInteger.ts";
import { ceilLongDouble, multiplyLongDoubles, parseLongDouble } from "../numbers/longDouble.ts";
import { parseInteger } from "../numbers/parseInteger.ts";

/** Until when a client waits, in milliseconds by the node's clock; null for ever. */
export type Until = { readonly untilMs: number | null };

const notAFloat: ErrorReply = { error: "ERR timeout is not a float or out of range" };
const notAnInteger: ErrorReply = { error: "ERR timeout is not an integer or out of range" };
const negative: ErrorReply = { error: "ERR timeout is negative" };
const outOfRange: ErrorReply = { error: "ERR timeout is out of range" };
const thousand = { mantissa: 1000n, exponent: 0 };
const int64Max = 2 ** 63;

/** BLPOP's timeout. Fractions of a millisecond are rounded up, and what 64 bits do not hold becomes negative. */
export function parseTimeoutSeconds(context: Context, text: Bytes): Until | ErrorReply {
  const seconds = parseLongDouble(text);
  if (seconds === null) return notAFloat;
  const { timeoutIsChecked } = context.behaviour;
  const tooLarge = timeoutIsChecked && !text.startsWith("-") ? outOfRange : negative;
  if (seconds === "infinite") return tooLarge;
  const ms = ceilLongDouble(multiplyLongDoubles(seconds, thousand));
  if (!isInt64(ms)) return tooLarge;
  return timeoutIsChecked && Number(ms) > 0 && context.nowMs + Number(ms) >= int64Max
    ? outOfRange
    : until(context, Number(ms));
}

/** XREAD's BLOCK. */
export function parseTimeoutMs(context: Context, text: Bytes): Until | ErrorReply {
  const ms = parseInteger(text);
  return ms === null ? notAnInteger : until(context, ms);
}

function until({ nowMs }: Context, ms: number): Until | ErrorReply {
  if (ms < 0) return negative;
  // Beyond 64 bits Redis' sum overflows into a time that never comes.
  return { untilMs: ms === 0 || nowMs + ms >= int64Max ? null : nowMs + ms };
}
