import { mayReadAllKeys } from "../acl/denial.ts";
import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, syntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import type { Database } from "../keyspace/database.ts";
import { hashSlot } from "../hashSlot.ts";
import { ListItems } from "../keyspace/listItems.ts";
import { slice } from "../keyspace/sortedSet.ts";
import type { ListValue, SetValue, SortedSetValue } from "../keyspace/value.ts";
import { searchCost } from "../ledger.ts";
import { parseBound } from "../numbers/parseDouble.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { partialSort } from "../partialSort.ts";
import type { Reply } from "../reply.ts";
import { listed } from "./sets.ts";

/** Texts compare byte by byte, as in Redis where the machine's locale is C. */
export const sort = family({
  SORT: (context) => sortKey(context, false),
  SORT_RO: (context) => sortKey(context, true),
});

type Options = {
  descending: boolean;
  alpha: boolean;
  offset: number;
  limit: number;
  by: Bytes | null;
  storeAt: Bytes | null;
  readonly get: Bytes[];
};

/** SORT key [BY pattern] [LIMIT offset count] [GET pattern ...] [ASC|DESC] [ALPHA] [STORE destination] */
function parseOptions(context: Context, readOnly: boolean): Options | ErrorReply {
  const { argv } = context;
  const options: Options = {
    descending: false,
    alpha: false,
    offset: 0,
    limit: -1,
    by: null,
    storeAt: null,
    get: [],
  };
  for (let i = 2; i < argv.length; i++) {
    const option = argv[i]!.toUpperCase();
    const left = argv.length - i - 1;
    if (option === "ASC") options.descending = false;
    else if (option === "DESC") options.descending = true;
    else if (option === "ALPHA") options.alpha = true;
    else if (option === "LIMIT" && left >= 2) {
      const offset = parseInteger(argv[++i]!);
      const limit = parseInteger(argv[++i]!);
      if (offset === null || limit === null) return notAnInteger;
      options.offset = offset;
      options.limit = limit;
    } else if (option === "STORE" && !readOnly && left >= 1) options.storeAt = argv[++i]!;
    else if (option === "BY" && left >= 1) {
      options.by = argv[++i]!;
      const leads = options.by.includes("*");
      if (leads && leavesSlot(context, options.by)) return deniedInCluster(context, "BY");
      if (leads && !mayFollow(context)) return denied("BY");
    } else if (option === "GET" && left >= 1) {
      options.get.push(argv[++i]!);
      if (leavesSlot(context, argv[i]!)) return deniedInCluster(context, "GET");
      if (!mayFollow(context)) return denied("GET");
    } else return syntaxError;
  }
  return options;
}

/** A pattern may lead to any key, so that its user must be allowed to read them all. */
function mayFollow({ node, client, command, argv }: Context): boolean {
  return !node.access.isRestricted || mayReadAllKeys(client.user, command, argv);
}

function denied(option: string): ErrorReply {
  return { error: `ERR ${option} option of SORT denied due to insufficient ACL permissions.` };
}

/** In a cluster the keys that a pattern leads to may be elsewhere; not if what is hashed of it is the same as of the key. */
function leavesSlot({ node, behaviour, argv }: Context, pattern: Bytes): boolean {
  if (node.cluster === null) return false;
  if (!behaviour.sortFollowsWithinSlot) return true;
  if (pattern === "#") return false;
  const tag = /\{([^}]+)\}/.exec(pattern)?.[1];
  const isFixed = tag === undefined ? !pattern.includes("*") : !tag.includes("*");
  return !isFixed || hashSlot(pattern) !== hashSlot(argv[1]!);
}

function deniedInCluster({ behaviour }: Context, option: string): ErrorReply {
  const when = behaviour.sortFollowsWithinSlot
    ? " when keys formed by the pattern may be in different slots"
    : "";
  return { error: `ERR ${option} option of SORT denied in Cluster mode${when}.` };
}

type Sortable = ListValue | SetValue | SortedSetValue;

function sortKey(context: Context, readOnly: boolean): Reply {
  const options = parseOptions(context, readOnly);
  if ("error" in options) return options;
  const value = context.db.get(context.arg(1));
  if (value !== undefined && !isSortable(value)) return wrongType;
  const chosen = value === undefined ? [] : sorted(context, value, options);
  if ("error" in chosen) return chosen;
  const { db } = context;
  const results =
    options.get.length === 0
      ? chosen
      : chosen.flatMap((element) => options.get.map((pattern) => lookUp(db, pattern, element)));
  context.touch(results.length);
  return options.storeAt === null ? results : store(context, options.storeAt, results);
}

function isSortable(value: { readonly kind: string }): value is Sortable {
  return value.kind === "list" || value.kind === "set" || value.kind === "zset";
}

function sorted(context: Context, value: Sortable, options: Options): Bytes[] | ErrorReply {
  let { by, alpha } = options;
  let inOrder = by !== null && !by.includes("*"); // A pattern without a star is the way to say "do not sort".
  const repeatable = options.storeAt !== null || context.origin === "script";
  if (inOrder && value.kind === "set" && repeatable) {
    // A set has no order of its own; where the result must be the same on replicas Redis sorts after all.
    inOrder = false;
    alpha = true;
    by = null;
  }
  if (value.kind === "zset") value.compact = false; // Redis converts it for good, even for SORT_RO.

  const elements = elementsOf(value);
  context.touch(elements.length);
  if (inOrder) {
    if (options.descending && value.kind !== "set") elements.reverse();
  } else {
    const ordered = order(context, elements, by, alpha, options);
    if (ordered !== null) return ordered;
  }
  const from = Math.min(Math.max(options.offset, 0), elements.length);
  return options.limit < 0 ? elements.slice(from) : elements.slice(from, from + options.limit);
}

function elementsOf(value: Sortable): Bytes[] {
  switch (value.kind) {
    case "list":
      return value.items.slice(0, value.items.length);
    case "set":
      return [...listed(value)];
    case "zset":
      return slice(value, 0, value.order.size).map(([member]) => member);
  }
}

type Weighed = { readonly element: Bytes; readonly text: Bytes | null; readonly score: number };

/** Sorts in place. An error when a weight is not a number. */
function order(
  context: Context,
  elements: Bytes[],
  by: Bytes | null,
  alpha: boolean,
  { descending, offset, limit }: Options,
): ErrorReply | null {
  const weighed: Weighed[] = [];
  let allNumbers = true;
  for (const element of elements) {
    const text = by === null ? element : lookUp(context.db, by, element);
    const score = alpha || text === null ? 0 : parseWeight(text);
    if (score === null) allNumbers = false;
    weighed.push({ element, text, score: score ?? 0 });
  }
  if (!allNumbers) return { error: "ERR One or more scores can't be converted into double" };
  context.touch(elements.length * searchCost(elements.length));
  const sign = descending ? -1 : 1;
  const byWeight = (a: Weighed, b: Weighed): number =>
    sign * (alpha ? compareTexts(a, b) : compareScores(a, b));
  const from = Math.max(offset, 0);
  const to = Math.min(limit < 0 ? Infinity : from + limit - 1, elements.length - 1);
  const isPart = from !== 0 || to !== elements.length - 1;
  if (by !== null && isPart) partialSort(weighed, byWeight, from, to);
  else weighed.sort(byWeight);
  for (const [i, { element }] of weighed.entries()) elements[i] = element;
  return null;
}

function compare(a: Bytes | number, b: Bytes | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareScores(a: Weighed, b: Weighed): number {
  return compare(a.score, b.score) || compare(a.element, b.element);
}

/** Elements without a weight come first. */
function compareTexts(a: Weighed, b: Weighed): number {
  if (a.text === null || b.text === null) return Number(a.text !== null) - Number(b.text !== null);
  return compare(a.text, b.text);
}

/** A weight is read by C's strtod; one that a double cannot hold is refused. */
function parseWeight(text: Bytes): number | null {
  const score = parseBound(text);
  if (score === null) return null;
  const overflown = Math.abs(score) === Infinity && !/inf/i.test(text);
  const underflown = score === 0 && /^[^eE]*[1-9]/.test(text);
  return overflown || underflown ? null : score;
}

/** What a pattern means for an element: "#" itself, "w_*" a string, "h_*->f" a field. Null when there is no such thing. */
function lookUp(db: Database, pattern: Bytes, element: Bytes): Bytes | null {
  if (pattern === "#") return element;
  const star = pattern.indexOf("*");
  if (star === -1) return null;
  const arrow = pattern.indexOf("->", star + 1);
  const isField = arrow !== -1 && arrow + 2 < pattern.length;
  const keyPattern = isField ? pattern.slice(0, arrow) : pattern;
  const value = db.get(keyPattern.slice(0, star) + element + keyPattern.slice(star + 1));
  if (isField)
    return value?.kind === "hash" ? (value.fields.get(pattern.slice(arrow + 2)) ?? null) : null;
  return value?.kind === "string" ? value.value : null;
}

/** What is missing is stored as an empty text. */
function store(
  { db, node, behaviour }: Context,
  key: Bytes,
  results: readonly (Bytes | null)[],
): Reply {
  if (results.length === 0) {
    db.delete(key);
    return 0;
  }
  const items = new ListItems(node.settings.listMaxListpackSize, behaviour.listsAreListpacks);
  for (const result of results) {
    items.willGrow([result ?? ""]);
    items.pushBack(result ?? "");
  }
  db.set(key, { kind: "list", items }, "lsortstore");
  return results.length;
}
