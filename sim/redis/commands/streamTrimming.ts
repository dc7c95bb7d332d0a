import type { Context } from "../context.ts";
import { notAnInteger, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import type { TrimTo } from "../keyspace/stream.ts";
import type { BlockLimits } from "../keyspace/streamBlock.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { invalidId, parseExactId, parseGivenId } from "./streamArguments.ts";
import type { GivenId } from "./streamArguments.ts";

export type Trimming = {
  readonly to: TrimTo;
  readonly approximately: boolean;
  readonly limit: number;
  /** Where the threshold stands among the arguments. */
  readonly thresholdAt: number;
};

/** What stands before the fields of XADD or after the key of XTRIM. */
export type AddOrTrim = {
  readonly trimming: Trimming | null;
  readonly create: boolean;
  /** Null for "*". */
  readonly given: GivenId | null;
  /** Where the id is; behind the last argument when there is none. */
  readonly idAt: number;
};

const bothStrategies: ErrorReply = {
  error: "ERR syntax error, MAXLEN and MINID options at the same time are not compatible",
};
const limitWithoutStrategy: ErrorReply = {
  error: "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy",
};
const limitWithoutTilde: ErrorReply = {
  error: "ERR syntax error, LIMIT cannot be used without the special ~ option",
};
const trimWithoutStrategy: ErrorReply = {
  error: "ERR syntax error, XTRIM must be called with a trimming strategy",
};

/** [NOMKSTREAM] [MAXLEN|MINID [=|~] threshold [LIMIT count]] and for XADD *|id */
export function parseAddOrTrim(context: Context, isAdd: boolean): AddOrTrim | ErrorReply {
  let to: TrimTo | null = null;
  let thresholdAt = 0;
  let approximately = false;
  let limit: number | null = null;
  let create = true;
  let given: GivenId | null = null;
  let at = 2;
  for (; at < context.argv.length; at++) {
    const text = context.arg(at);
    const option = text.toUpperCase();
    const left = context.argv.length - 1 - at;
    if (isAdd && text === "*") break;
    if ((option === "MAXLEN" || option === "MINID") && left > 0) {
      if (to !== null) return bothStrategies;
      const sign = left >= 2 ? context.arg(at + 1) : "";
      approximately = sign === "~";
      if (sign === "~" || sign === "=") at++;
      thresholdAt = ++at;
      const threshold = parseThreshold(option, context.arg(at));
      if ("error" in threshold) return threshold;
      to = threshold;
    } else if (option === "LIMIT" && left > 0) {
      limit = parseInteger(context.arg(++at));
      if (limit === null) return notAnInteger;
      if (limit < 0) return { error: "ERR The LIMIT argument must be >= 0." };
    } else if (isAdd && option === "NOMKSTREAM") create = false;
    else if (isAdd) {
      given = parseGivenId(text);
      if (given === null) return invalidId;
      break;
    } else return syntaxError;
  }
  if (limit !== null && limit > 0 && to === null) return limitWithoutStrategy;
  if (!isAdd && to === null) return trimWithoutStrategy;
  // A master has made the threshold exact, and left the limit where it was.
  const { isMaster } = context.client;
  if (limit !== null && !approximately && !isMaster) return limitWithoutTilde;
  const bound = isMaster ? 0 : (limit ?? (approximately ? usualLimit(context) : 0));
  const trimming = to === null ? null : { to, approximately, limit: bound, thresholdAt };
  return { trimming, create, given, idAt: at };
}

function parseThreshold(option: "MAXLEN" | "MINID", text: string): TrimTo | ErrorReply {
  if (option === "MINID") {
    const id = parseExactId(text);
    return id === null ? invalidId : { by: "id", id };
  }
  const length = parseInteger(text);
  if (length === null) return notAnInteger;
  if (length < 0) return { error: "ERR The MAXLEN argument must be >= 0." };
  return { by: "length", length };
}

/** Approximate trimming without LIMIT looks at no more than a hundred full blocks. */
function usualLimit(context: Context): number {
  const limit = 100 * blockLimits(context).entries;
  return limit === 0 ? 10_000 : Math.min(limit, 1_000_000);
}

/** As CONFIG has them. */
export function blockLimits({ node }: Context): BlockLimits {
  return {
    entries: Number(node.config.get("stream-node-max-entries")),
    bytes: Number(node.config.get("stream-node-max-bytes")),
  };
}
