import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { limitNegative, notAnInteger, syntaxError, weightNotFloat, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { emptySortedSet, setScore, slice, sortedSetOf } from "../keyspace/sortedSet.ts";
import type { SetValue, SortedSetValue } from "../keyspace/value.ts";
import { searchCost } from "../ledger.ts";
import { parseDouble } from "../numbers/parseDouble.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { withScores } from "./sortedSets.ts";

/** Unions, intersections and differences. Plain sets take part, each member with the score 1. */
export const sortedSetAlgebra = family({
  ZUNION: (context) => combine(context, { operation: "union", at: 1, store: false }),
  ZINTER: (context) => combine(context, { operation: "inter", at: 1, store: false }),
  ZDIFF: (context) => combine(context, { operation: "diff", at: 1, store: false }),
  ZUNIONSTORE: (context) => combine(context, { operation: "union", at: 2, store: true }),
  ZINTERSTORE: (context) => combine(context, { operation: "inter", at: 2, store: true }),
  ZDIFFSTORE: (context) => combine(context, { operation: "diff", at: 2, store: true }),
  ZINTERCARD: zintercard,
});

type Form = {
  readonly operation: "union" | "inter" | "diff";
  /** Where numkeys is. */
  readonly at: number;
  readonly store: boolean;
};

type Input = { readonly value: SetValue | SortedSetValue | undefined; weight: number };
type Aggregate = (a: number, b: number) => number;

const aggregates: ReadonlyMap<string, Aggregate> = new Map([
  ["SUM", (a, b) => numberOrZero(a + b)],
  // Of what cannot be compared, and of 0 and -0, the first one stays.
  ["MIN", (a, b) => (b < a ? b : a)],
  ["MAX", (a, b) => (b > a ? b : a)],
]);

/** Infinity minus infinity counts as nothing. */
function numberOrZero(score: number): number {
  return Number.isNaN(score) ? 0 : score;
}

function combine(context: Context, form: Form): Reply {
  const inputs = readInputs(context, form.at);
  if ("error" in inputs) return inputs;
  const options = parseOptions(context, form, inputs);
  if ("error" in options) return options;

  // Redis computes in a skip list, which keeps the sign of a zero; a small result loses it when it is stored.
  const result = emptySortedSet(false);
  const { aggregate } = options;
  if (form.operation === "diff") difference(context, inputs, result);
  else if (form.operation === "union") union(context, bySize(inputs), aggregate, result);
  else intersection(context, bySize(inputs), aggregate, result);

  const elements = slice(result, 0, result.order.size);
  if (!form.store)
    return options.scores ? withScores(context, elements) : elements.map(([member]) => member);
  if (elements.length === 0) context.db.delete(context.arg(1));
  else {
    const stored = sortedSetOf(context.node.settings, elements);
    context.db.set(context.arg(1), stored, `zz${form.operation}store`);
  }
  return elements.length;
}

function zintercard(context: Context): Reply {
  const inputs = readInputs(context, 1);
  if ("error" in inputs) return inputs;
  let limit = 0;
  for (let i = 2 + inputs.length; i < context.argv.length; i += 2) {
    if (context.arg(i).toUpperCase() !== "LIMIT" || i + 1 >= context.argv.length)
      return syntaxError;
    const parsed = parseInteger(context.arg(i + 1));
    if (parsed === null || parsed < 0) return limitNegative;
    limit = parsed;
  }
  const result = emptySortedSet();
  intersection(context, bySize(inputs), Math.max, result);
  return limit === 0 ? result.order.size : Math.min(limit, result.order.size);
}

function readInputs(context: Context, at: number): Input[] | ErrorReply {
  const numkeys = parseInteger(context.arg(at));
  if (numkeys === null) return notAnInteger;
  if (numkeys < 1) {
    const name = context.command.name.toLowerCase();
    return { error: `ERR at least 1 input key is needed for '${name}' command` };
  }
  if (numkeys > context.argv.length - at - 1) return syntaxError;
  const inputs: Input[] = [];
  for (const key of context.argv.slice(at + 1, at + 1 + numkeys)) {
    const value = context.db.get(key);
    if (value !== undefined && value.kind !== "zset" && value.kind !== "set") return wrongType;
    inputs.push({ value, weight: 1 });
  }
  return inputs;
}

type Options = { readonly aggregate: Aggregate; readonly scores: boolean };

function parseOptions(context: Context, form: Form, inputs: Input[]): Options | ErrorReply {
  let aggregate = aggregates.get("SUM")!;
  let scores = false;
  const weighted = form.operation !== "diff";
  for (let i = form.at + 1 + inputs.length; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    const left = context.argv.length - i - 1;
    if (option === "WEIGHTS" && weighted && left >= inputs.length) {
      for (const input of inputs) {
        const weight = parseDouble(context.arg(++i));
        if (weight === null) return weightNotFloat;
        input.weight = weight;
      }
    } else if (option === "AGGREGATE" && weighted && left >= 1) {
      const chosen = aggregates.get(context.arg(++i).toUpperCase());
      if (chosen === undefined) return syntaxError;
      aggregate = chosen;
    } else if (option === "WITHSCORES" && !form.store) scores = true;
    else return syntaxError;
  }
  return { aggregate, scores };
}

function sizeOf({ value }: Input): number {
  if (value === undefined) return 0;
  return value.kind === "zset" ? value.order.size : value.members.size;
}

/** Smallest first, as Redis does: with floats the order of a sum shows in its last digit. */
function bySize(inputs: readonly Input[]): Input[] {
  return inputs.toSorted((a, b) => sizeOf(a) - sizeOf(b));
}

function eachWeighted(input: Input, each: (member: Bytes, score: number) => void): void {
  const { value, weight } = input;
  if (value?.kind === "zset")
    value.order.visit(0, value.order.size, (member, score) =>
      each(member, numberOrZero(score * weight)),
    );
  else for (const member of value?.members.keys() ?? []) each(member, weight);
}

function scoreIn({ value }: Input, member: Bytes): number | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "zset") return value.scores.get(member);
  return value.members.has(member) ? 1 : undefined;
}

function union(
  context: Context,
  inputs: readonly Input[],
  aggregate: Aggregate,
  result: SortedSetValue,
): void {
  const sums = new Map<Bytes, number>();
  for (const input of inputs)
    eachWeighted(input, (member, score) => {
      context.touch(searchCost(sums.size));
      const old = sums.get(member);
      sums.set(member, old === undefined ? score : aggregate(old, score));
    });
  for (const [member, score] of sums) setScore(result, member, score);
}

function intersection(
  context: Context,
  [smallest, ...others]: readonly Input[],
  aggregate: Aggregate,
  result: SortedSetValue,
): void {
  if (smallest === undefined) return;
  eachWeighted(smallest, (member, first) => {
    context.touch(others.length + 1);
    let sum = first;
    for (const other of others) {
      const score = scoreIn(other, member);
      if (score === undefined) return;
      // Unlike the first score, 0 times infinity is not taken for 0 before it is added.
      sum = aggregate(sum, score * other.weight);
    }
    setScore(result, member, sum);
  });
}

function difference(
  context: Context,
  [first, ...others]: readonly Input[],
  result: SortedSetValue,
): void {
  if (first === undefined) return;
  eachWeighted(first, (member, score) => {
    context.touch(others.length + 1);
    if (!others.some((other) => scoreIn(other, member) !== undefined))
      setScore(result, member, score);
  });
}
