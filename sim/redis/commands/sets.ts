import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  limitNegative,
  notAnInteger,
  notPositive,
  numkeysNotPositive,
  syntaxError,
  tooManyKeys,
  wrongType,
} from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { Dict } from "../keyspace/dict.ts";
import { intsetWidth } from "../keyspace/intsetWidth.ts";
import type { KeyEvent } from "../keyspace/keyEvent.ts";
import type { SetValue } from "../keyspace/value.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { drawKeys, tooManyDrawn } from "./drawKeys.ts";
import { scanCollection } from "./scanCollection.ts";

export const sets = family({
  SADD(context) {
    const set = context.db.get(context.arg(1)) ?? emptySet();
    if (set.kind !== "set") return wrongType;
    const before = set.members.size;
    for (let i = 2; i < context.argv.length; i++) add(set, context.arg(i));
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
      whole: set.integers,
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

/** As long as Redis keeps a set of integers as an intset. */
const integersMax = 512;

function emptySet(): SetValue {
  return { kind: "set", members: new Dict(), integers: true, used: 0 };
}

function add(set: SetValue, member: Bytes): void {
  set.members.set(member, true);
  if (!set.integers) return;
  const integer = parseInteger(member);
  if (integer === null || set.members.size > integersMax) set.integers = false;
  else set.width = Math.max(set.width ?? 0, intsetWidth(integer));
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
  context.db.resized(context.arg(1), set.members.size, "sspop");
  return hasCount ? { set: popped } : popped[0]!;
}

function srandmember(context: Context): Reply {
  const hasCount = context.argv.length > 2;
  if (context.argv.length > 3) return syntaxError;
  const count = hasCount ? parseInteger(context.arg(2)) : 1;
  if (count === null) return notAnInteger;
  const set = context.db.get(context.arg(1));
  if (set === undefined) return hasCount ? [] : null;
  if (set.kind !== "set") return wrongType;
  return hasCount
    ? (drawKeys(context, set.members, count) ?? tooManyDrawn)
    : set.members.randomKey(context.random);
}

function smove(context: Context): Reply {
  const [from, to, member] = [context.arg(1), context.arg(2), context.arg(3)];
  const source = context.db.get(from);
  const target = context.db.get(to) ?? emptySet();
  if (source === undefined) return 0;
  if (source.kind !== "set" || target.kind !== "set") return wrongType;
  if (source === target) return source.members.has(member) ? 1 : 0;
  if (!source.members.delete(member)) return 0;
  context.db.resized(from, source.members.size, "ssrem");
  const isNew = !target.members.has(member);
  add(target, member);
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
  const result = emptySet();
  for (const member of combine(all)) add(result, member);
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
  const result = emptySet();
  for (const set of all) {
    context.touch(set?.members.size ?? 0);
    for (const member of set?.members.keys() ?? []) add(result, member);
  }
  return [...listed(result)];
}

function difference(context: Context, [first, ...others]: Inputs): Bytes[] {
  if (first === undefined) return [];
  context.touch(first.members.size * (others.length + 1));
  return listed(first).filter((member) => !others.some((set) => set?.members.has(member)));
}
