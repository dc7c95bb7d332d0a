import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { invalidExpire, notAnInteger } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { expiryMs, type Millis } from "../numbers/expiryMs.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";

/** How a time is given: EX and PX count from now, EXAT and PXAT from the epoch, in seconds or milliseconds. */
export type ExpireUnit = "EX" | "PX" | "EXAT" | "PXAT";

/** The time in milliseconds since the epoch, or what Redis answers to one that it cannot use. */
export function expireTimeMs(context: Context, unit: ExpireUnit, text: Bytes): Millis | ErrorReply {
  const time = parseInt64(text);
  if (time === null) return notAnInteger;
  const unitMs = unit === "EX" || unit === "EXAT" ? 1000 : 1;
  const fromMs = unit === "EX" || unit === "PX" ? context.nowMs : 0;
  const atMs = time <= 0 ? null : expiryMs(time, unitMs, fromMs);
  return atMs ?? invalidExpire(context.command.name);
}
