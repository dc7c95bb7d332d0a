import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { invalidExpire, notAnInteger } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";

/** How a time is given: EX and PX count from now, EXAT and PXAT from the epoch, in seconds or milliseconds. */
export type ExpireUnit = "EX" | "PX" | "EXAT" | "PXAT";

const int64Max = 2 ** 63;

/** The time in milliseconds since the epoch, or what Redis answers to one that it cannot use. */
export function expireTimeMs(context: Context, unit: ExpireUnit, text: Bytes): number | ErrorReply {
  const time = parseInteger(text);
  if (time === null) return notAnInteger;
  const seconds = unit === "EX" || unit === "EXAT";
  const timeMs = seconds ? time * 1000 : time;
  const atMs = unit === "EX" || unit === "PX" ? timeMs + context.nowMs : timeMs;
  return time <= 0 || timeMs >= int64Max || atMs >= int64Max
    ? invalidExpire(context.command.name)
    : atMs;
}
