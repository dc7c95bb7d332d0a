import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  limitNegative,
  notPositive,
  numkeysNotPositive,
  syntaxError,
  tooManyKeys,
  wrongType,
} from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import type { Settings } from "../config/settings.ts";
import { Dict } from "../keyspace/dict.ts";
import { intsetWidth } from "../keyspace/intsetWidth.ts";
import type { KeyEvent } from "../keyspace/keyEvent.ts";
import type { SetValue } from "../keyspace/value.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { drawKeys, tooManyDrawn } from "./drawKeys.ts";
import { parseDrawCount } from "./parseDraw.ts";
import { scanCollection } from "./scanCollection.ts";

export const sets = family({
  SADD(context) {
    const { settings } = context.node;
    const found = context.db.get(context.arg(1));
    if (found !== undefined && found.kind !== "set") return wrongType;
    const coming = context.argv.length - 2;
    const set = found ?? newSet(settings, context.arg(2), coming);
    if (found !== undefined) makeRoom(settings, found, coming);
    const before = set.members.size;
    for (let i = 2; i < context.argv.length; i++) add(settings, set, context.arg(i));
    context.touch(context.argv.length - 2);
    if (set.members.size === before) return 0;
    if (before === 0) context.db.put(context.arg(1), set);
    context.db.changed(context.arg(1), "ssadd");
    return set.members.size - before;
  },
  SREM(context) {
    const set = context.db.get(context.arg(1));
    if (set === undefined) return 0;
    if (set.kind !== "set") return wrongType;
    let removed = 0;
    for (let i = 2; i < context.argv.length; i++) if (set.members.delete(context.arg(i))) removed++;
    context.touch(context.argv.length - 2);
    if (removed > 0) context.db.resized(context.arg(1), set.members.size, "ssrem");
    return removed;
  },
  SISMEMBER: reader(0, (set, context) => (set.members.has(context.arg(2)) ? 1 : 0)),
  SMISMEMBER(context) {
    const set = context.db.get(context.arg(1));
    if (set !== undefined && set.kind !== "set") return wrongType;
    context.touch(context.argv.length - 2);
    return context.argv.slice(2).map((member) => (set?.members.has(member) ? 1 : 0));
  },
  SCARD: reader(0, (set) => set.members.size),
  SMEMBERS: reader({ set: [] }, (set, context) => {
    context.touch(set.members.size);
    return { set: listed(set) };
  }),
  SPOP: spop,
  SRANDMEMBER: srandmember,
  SMOVE: smove,
  SSCAN(context) {
    return scanCollection(context, "set", (set) => ({
      whole: set.integers || set.compact === true,
      keys: set.members,
      inOrder: () => listed(set),
      show: (member) => [member],
    }));
  },

  SINTER: (context) => answer(inputs(context, 1), (all) => intersection(context, all)),
  SUNION: (context) => answer(inputs(context, 1), (all) => union(context, all)),
  SDIFF: (context) => answer(inputs(context, 1), (all) => difference(context, all)),
  SINTERSTORE: (context) =>
    storeAnswer(context, "ssinterstore", (all) => intersection(context, all)),
  SUNIONSTORE: (context) => storeAnswer(context, "ssunionstore", (all) => union(context, all)),
  SDIFFSTORE: (context) => storeAnswer(context, "ssdiffstore", (all) => difference(context, all)),
  SINTERCARD: sintercard,
});

function emptySet(): SetValue {
  return { kind: "set", members: new Dict(), integers: true, used: 0 };
}

/** A set that begins with this member and will have about so many (`setTypeCreate`). */
function newSet(settings: Settings, first: Bytes, coming: number): SetValue {
  const set = emptySet();
  if (parseInteger(first) === null) setEncoding(set, coming <= settings.setMaxListpackEntries);
  else makeRoom(settings, set, coming);
  return set;
}

/** Redis 7.2 and later give up what is small before so many members come (`setTypeMaybeConvert`). */
function makeRoom(settings: Settings, set: SetValue, coming: number): void {
  const { setMaxListpackEntries, setMaxIntsetEntries } = settings;
  if (setMaxListpackEntries === 0) return; // Redis 7.0 knows no such limit
  if (set.integers ? coming > setMaxIntsetEntries : coming > setMaxListpackEntries)
    setEncoding(set, false);
}

function setEncoding(set: SetValue, compact: boolean): void {
  set.integers = false;
  if (compact) set.compact = true;
  else delete set.compact;
}

function add(settings: Settings, set: SetValue, member: Bytes): void {
  if (set.integers) addToIntset(settings, set, member);
  else if (set.members.set(member, true) && set.compact && !fitsListpack(settings, set, member))
    setEncoding(set, false);
}

function addToIntset(settings: Settings, set: SetValue, member: Bytes): void {
  const integer = parseInteger(member);
  if (integer !== null) {
    set.members.set(member, true);
    if (set.members.size > settings.setMaxIntsetEntries) setEncoding(set, false);
    else set.width = Math.max(set.width ?? 0, intsetWidth(integer));
    return;
  }
  const sorted = settings.setMaxListpackEntries > 0 ? listed(set) : null;
  set.members.set(member, true);
  const compact = fitsListpack(settings, set, member);
  setEncoding(set, compact);
  if (!compact || sorted === null) return;
  set.members.clear();
  for (const each of sorted) set.members.set(each, true);
  set.members.set(member, true);
}

/** Whether the set still is a listpack with this member in it. */
function fitsListpack(settings: Settings, { members }: SetValue, member: Bytes): boolean {
  return (
    members.size <= settings.setMaxListpackEntries && member.length <= settings.setMaxListpackValue
  );
}

/** An intset answers in numeric order, any other set in no order: here that of insertion. */
export function listed(set: SetValue): readonly Bytes[] {
  const members = set.members.keys();
  return set.integers ? members.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)) : members;
}

/** A command that only reads one set: what it answers without one, and with one. */
function reader(absent: Reply, read: (set: SetValue, context: Context) => Reply) {
  return (context: Context): Reply => {
    const set = context.db.get(context.arg(1));
    if (set === undefined) return absent;
    return set.kind === "set" ? read(set, context) : wrongType;
  };
}

function spop(context: Context): Reply {
  const hasCount = context.argv.length > 2;
  if (context.argv.length > 3) return syntaxError;
  const count = hasCount ? parseInteger(context.arg(2)) : 1;
  if (count === null || count < 0) return notPositive;
  const set = context.db.get(context.arg(1));
  if (set === undefined) return hasCount ? { set: [] } : null;
  if (set.kind !== "set") return wrongType;
  if (count === 0) return { set: [] };

  const popped = drawKeys(context, set.members, count) ?? [];
  for (const member of popped) set.members.delete(member);
  if (hasCount) rebuiltByPop(context, set, count);
  context.db.resized(context.arg(1), set.members.size, "sspop");
  if (context.isFollowed) tellPop(context, popped, hasCount && set.members.size === 0);
  return hasCount ? { set: popped } : popped[0]!;
}

/** Replicas are told what was drawn. */
function tellPop(context: Context, popped: readonly Bytes[], isAll: boolean): void {
  const key = context.arg(1);
  if (isAll && context.behaviour.serverDelMayUnlink) context.tellAsDeletion("server-del", key);
  else if (isAll) context.tellAs(["DEL", key]);
  else if (context.argv.length === 2) context.tellAs(["SREM", key, popped[0]!]);
  else {
    const { spopTellsAtMost } = context.behaviour;
    for (let at = 0; at < popped.length; at += spopTellsAtMost)
      context.alsoTell(["SREM", key, ...popped.slice(at, at + spopTellsAtMost)]);
    context.node.propagation.prevent();
  }
}

/** SPOP of nearly all members leaves a new set of the few that stay, as small as it can be (Redis 7.2). */
function rebuiltByPop({ node }: Context, set: SetValue, count: number): void {
  const { settings } = node;
  const remaining = set.members.size;
  const isTable = !set.integers && set.compact !== true;
  if (settings.setMaxListpackEntries === 0 || !isTable || remaining * 5 > count) return;
  set.compact =
    remaining <= settings.setMaxListpackEntries &&
    set.members.keys().every((member) => member.length <= settings.setMaxListpackValue);
}

function srandmember(context: Context): Reply {
  const hasCount = context.argv.length > 2;
  if (context.argv.length > 3) return syntaxError;
  const count = hasCount ? parseDrawCount(context.arg(2)) : 1;
  if (typeof count === "object") return count;
  const set = context.db.get(context.arg(1));
  if (set === undefined) return hasCount ? [] : null;
  if (set.kind !== "set") return wrongType;
  return hasCount
    ? (drawKeys(context, set.members, Number(count)) ?? tooManyDrawn)
    : set.members.randomKey(context.random);
}

function smove(context: Context): Reply {
  const [from, to, member] = [context.arg(1), context.arg(2), context.arg(3)];
  const source = context.db.get(from);
  const { settings } = context.node;
  const target = context.db.get(to) ?? newSet(settings, member, 1);
  if (source === undefined) return 0;
  if (source.kind !== "set" || target.kind !== "set") return wrongType;
  if (source === target) return source.members.has(member) ? 1 : 0;
  if (!source.members.delete(member)) return 0;
  context.db.resized(from, source.members.size, "ssrem");
  const isNew = !target.members.has(member);
  add(settings, target, member);
  context.db.put(to, target);
  if (isNew) context.db.changed(to, "ssadd");
  return 1;
}

function sintercard(context: Context): Reply {
  const numkeys = parseInteger(context.arg(1));
  if (numkeys === null || numkeys < 1) return numkeysNotPositive;
  if (numkeys > context.argv.length - 2) return tooManyKeys;
  let limit = 0;
  for (let i = 2 + numkeys; i < context.argv.length; i += 2) {
    if (context.arg(i).toUpperCase() !== "LIMIT" || i + 1 >= context.argv.length)
      return syntaxError;
    const parsed = parseInteger(context.arg(i + 1));
    if (parsed === null || parsed < 0) return limitNegative;
    limit = parsed;
  }
  const all = inputs(context, 2, 2 + numkeys);
  if ("error" in all) return all;
  const size = intersection(context, all, limit).length;
  return size;
}

type Inputs = readonly (SetValue | undefined)[];

/** The sets behind the keys from one position on, or WRONGTYPE when one of them is something else. */
function inputs(context: Context, from: number, to = context.argv.length): Inputs | ErrorReply {
  const all: (SetValue | undefined)[] = [];
  for (let i = from; i < to; i++) {
    const value = context.db.get(context.arg(i));
    if (value !== undefined && value.kind !== "set") return wrongType;
    all.push(value);
  }
  return all;
}

function answer(all: Inputs | ErrorReply, combine: (all: Inputs) => Bytes[]): Reply {
  return "error" in all ? all : { set: combine(all) };
}

function storeAnswer(context: Context, event: KeyEvent, combine: (all: Inputs) => Bytes[]): Reply {
  const all = inputs(context, 2);
  if ("error" in all) return all;
  const { settings } = context.node;
  const result = emptySet();
  const members = combine(all);
  // Integers among other members are not put in order first, as they are by the others.
  if (event === "ssinterstore" && members.some((member) => parseInteger(member) === null))
    setEncoding(result, settings.setMaxListpackEntries > 0);
  for (const member of members) add(settings, result, member);
  if (result.members.size === 0) context.db.delete(context.arg(1));
  else context.db.set(context.arg(1), result, event);
  return result.members.size;
}

function intersection(context: Context, all: Inputs, limit = 0): Bytes[] {
  const present = all.filter((set) => set !== undefined);
  if (present.length < all.length) return [];
  const [smallest, ...others] = present.sort((a, b) => a.members.size - b.members.size);
  const members: Bytes[] = [];
  for (const member of smallest === undefined ? [] : listed(smallest)) {
    context.touch(all.length);
    if (!others.every((set) => set.members.has(member))) continue;
    members.push(member);
    if (members.length === limit) break;
  }
  return members;
}

function union(context: Context, all: Inputs): Bytes[] {
  const { settings } = context.node;
  const result = emptySet();
  for (const set of all) {
    context.touch(set?.members.size ?? 0);
    for (const member of set === undefined ? [] : listed(set)) add(settings, result, member);
  }
  return [...listed(result)];
}

function difference(context: Context, [first, ...others]: Inputs): Bytes[] {
  if (first === undefined) return [];
  context.touch(first.members.size * (others.length + 1));
  return listed(first).filter((member) => !others.some((set) => set?.members.has(member)));
}
