import type { Bytes } from "../bytes.ts";
import { notAnInteger, notAnInt64, outOfRange, syntaxError, type ErrorReply } from "../errors.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";

/** What HRANDFIELD and ZRANDMEMBER are asked for. */
export type Draw = {
  /** Null without a count: then one is drawn, and the reply is no array. */
  readonly count: number | null;
  readonly withValues: boolean;
};

/** Reads `[count [WITHVALUES]]` from the third word on, in the order of Redis' checks. */
export function parseDraw(argv: readonly Bytes[], valuesToken: string): Draw | ErrorReply {
  if (argv.length === 2) return { count: null, withValues: false };
  const count = parseDrawCount(argv[2]!);
  if (typeof count === "object") return count;
  const withValues = argv.length > 3;
  if (argv.length > 4 || (withValues && argv[3]!.toUpperCase() !== valuesToken)) return syntaxError;
  // Redis doubles the count, so it must not be beyond half of LONG_MAX.
  if (withValues && (count > halfOfMax || count < -halfOfMax)) return outOfRange;
  return { count: Number(count), withValues };
}

/** A count, exactly; its lowest 64-bit value has no positive counterpart and is refused. */
export function parseDrawCount(text: Bytes): number | bigint | ErrorReply {
  const count = parseInt64(text);
  if (count === null) return notAnInteger;
  return count < -int64Max ? notAnInt64 : count;
}

const int64Max = 2n ** 63n - 1n;
const halfOfMax = int64Max / 2n;
