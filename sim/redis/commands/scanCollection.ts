import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { invalidCursor, notAnInteger, syntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import type { Stored } from "../keyspace/byteMap.ts";
import type { Dict } from "../keyspace/dict.ts";
import type { Value } from "../keyspace/value.ts";
import { matchesGlob } from "../matchesGlob.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";

/** The options that SCAN and its relatives share. */
export type ScanOptions = {
  readonly count: number;
  readonly match: Bytes | null;
  readonly type: Bytes | null;
  readonly withValues: boolean;
};

/** A cursor as C's strtoul reads it: the empty text is 0, and -1 the largest of all. */
export function parseCursor(text: Bytes): number | null {
  if (text === "") return 0;
  if (!/^[+-]?\d{1,20}$/.test(text)) return null;
  const cursor = BigInt(text.replace("+", ""));
  const size = cursor < 0n ? -cursor : cursor;
  return size === BigInt.asUintN(64, size) ? Number(BigInt.asUintN(64, cursor)) : null;
}

/** @param from where the options begin. TYPE is SCAN's alone, NOVALUES that of HSCAN in the versions that know it. */
export function parseScanOptions(
  argv: readonly Bytes[],
  from: number,
  withType: boolean,
  noValues: NoValues = "unknown",
): ScanOptions | ErrorReply {
  let withValues = true;
  let count = 10;
  let match: Bytes | null = null;
  let type: Bytes | null = null;
  for (let i = from; i < argv.length; i += 2) {
    const option = argv[i]!.toUpperCase();
    if (option === "NOVALUES" && noValues !== "unknown") {
      if (noValues === "refused") return onlyHscanHasValues;
      withValues = false;
      i--; // it has no value of its own
      continue;
    }
    const value = argv[i + 1];
    if (value === undefined) return syntaxError;
    if (option === "COUNT") {
      const parsed = parseInteger(value);
      if (parsed === null) return notAnInteger;
      if (parsed < 1) return syntaxError;
      count = parsed;
    } else if (option === "MATCH") match = value === "*" ? null : value;
    else if (option === "TYPE" && withType) type = value.toLowerCase();
    else return syntaxError;
  }
  return { count, match, type, withValues };
}

type NoValues = "unknown" | "refused" | "taken";

const onlyHscanHasValues = {
  error: "ERR NOVALUES option can only be used in HSCAN",
};

/** What HSCAN, SSCAN and ZSCAN differ in. */
export type Scannable = {
  /** Redis scans compact encodings in one go, whatever COUNT says. */
  readonly whole: boolean;
  readonly keys: Dict<Stored>;
  /** In which order a whole scan lists them, where that is not the order of the keys. */
  readonly inOrder?: () => readonly Bytes[];
  readonly show: (key: Bytes, withValues: boolean) => readonly Reply[];
};

/** HSCAN, SSCAN and ZSCAN. */
export function scanCollection<Kind extends Value["kind"]>(
  context: Context,
  kind: Kind,
  describe: (value: Extract<Value, { kind: Kind }>) => Scannable,
): Reply {
  const cursor = parseCursor(context.arg(2));
  if (cursor === null) return invalidCursor;
  const value = context.db.get(context.arg(1));
  if (value === undefined) return ["0", []];
  if (!isKind(value, kind)) return wrongType;
  const noValues = context.behaviour.hscanNoValues
    ? kind === "hash"
      ? "taken"
      : "refused"
    : "unknown";
  const options = parseScanOptions(context.argv, 3, false, noValues);
  if ("error" in options) return options;

  const { whole, keys, inOrder, show } = describe(value);
  const { match } = options;
  const page = whole
    ? { next: 0, keys: inOrder?.() ?? keys.keys() }
    : keys.scan(cursor, options.count);
  context.touch(page.keys.length);
  const shown = match === null ? page.keys : page.keys.filter((key) => matchesGlob(match, key));
  return [String(page.next), shown.flatMap((key) => show(key, options.withValues))];
}

function isKind<Kind extends Value["kind"]>(
  value: Value,
  kind: Kind,
): value is Extract<Value, { kind: Kind }> {
  return value.kind === kind;
}
