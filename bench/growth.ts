import type { RedisNode } from "../sim/redis/node.ts";
import { modelNode, mustRun } from "./modelNode.ts";
import { median, timed, type BenchResult } from "./result.ts";

const small = 1_000;
const large = 1_000_000;
const spread = 100;
const calls = 20_000;
const rounds = 7;

/** A command that Redis does in O(log N) or better, on a value of `n` elements. It leaves the size as it is. */
type Row = {
  readonly name: string;
  readonly call: (node: RedisNode, n: number, at: number, i: number) => void;
};

const rows: readonly Row[] = [
  row("GET", (_n, at) => ["GET", `string:${at}`]),
  // Every other round of the hundred it is another score.
  row("ZADD (new score)", (_n, at, i) => [
    "ZADD",
    "z",
    `${at + (Math.floor(i / spread) % 2) / 2}`,
    `m${at}`,
  ]),
  row("ZSCORE", (_n, at) => ["ZSCORE", "z", `m${at}`]),
  row("ZRANK", (_n, at) => ["ZRANK", "z", `m${at}`]),
  row("ZRANGEBYSCORE LIMIT 10", (_n, at) => [
    "ZRANGEBYSCORE",
    "z",
    `${at}`,
    "+inf",
    "LIMIT",
    "0",
    "10",
  ]),
  row("ZRANGE at a rank", (_n, at) => ["ZRANGE", "z", `${at}`, `${at + 9}`]),
  row("ZCOUNT", (_n, at) => ["ZCOUNT", "z", `${at}`, "+inf"]),
  {
    name: "ZPOPMIN + ZADD",
    call(node, n) {
      const popped = mustRun(node, ["ZPOPMIN", "z"]);
      mustRun(node, ["ZADD", "z", `${n}`, Array.isArray(popped) ? String(popped[0]) : ""]);
    },
  },
  row("HGET", (_n, at) => ["HGET", "h", `f${at}`]),
  row("HSET", (_n, at) => ["HSET", "h", `f${at}`, `${at}`]),
  row("SISMEMBER", (_n, at) => ["SISMEMBER", "s", `e${at}`]),
  row("XRANGE COUNT 10", (_n, at) => ["XRANGE", "x", `${at + 1}-0`, "+", "COUNT", "10"]),
  row("XPENDING COUNT 10", (_n, at) => ["XPENDING", "x", "g", `${at + 1}-0`, "+", "10"]),
  row("XCLAIM", (_n, at) => ["XCLAIM", "x", "g", "c", "0", `${at + 1}-0`, "JUSTID"]),
  {
    name: "LPUSH + RPOP",
    call(node, _n, at) {
      mustRun(node, ["LPUSH", "l", `${at}`]);
      mustRun(node, ["RPOP", "l"]);
    },
  },
];

/**
 * The same calls on a thousand and on a million elements. A hundred of them are asked for in both, spread over the whole:
 * so it is the algorithm that is measured, and not how many elements fit into the processor's cache. (A look-up of random
 * ones among a million in a plain `Map` takes thirty times as long as among a thousand on the machine this was written on.)
 */
export async function growth(): Promise<BenchResult> {
  const sizes: { n: number; node: RedisNode; times: Map<string, number[]> }[] = [];
  for (const n of [small, large]) sizes.push({ n, node: await filled(n), times: new Map() });
  // Taking turns, so that whatever else the machine does hits both sizes.
  for (let round = 0; round < rounds; round++)
    for (const { name, call } of rows)
      for (const { n, node, times } of sizes) {
        const ms = await timed(async () => {
          for (let i = 0; i < calls; i++) call(node, n, (i % spread) * (n / spread), i);
        });
        times.set(name, [...(times.get(name) ?? []), ms]);
      }

  const [few, many] = sizes.map(({ times }) => times);
  const growths = rows.map(({ name }) => {
    const before = median(few?.get(name) ?? []);
    const after = median(many?.get(name) ?? []);
    return { name, before, after, ratio: after / before };
  });
  const worst = growths.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  return {
    verdict: worst.ratio <= 3 ? "reached" : "missed",
    summary: `${worst.name} grows most, ${worst.ratio.toFixed(2)} times from 1,000 to 1,000,000 elements (asked: at most 3)`,
    lines: growths.map(
      ({ name, before, after, ratio }) =>
        `${name.padEnd(24)} ${us(before)} us to ${us(after)} us, ${ratio.toFixed(2)} times`,
    ),
  };
}

const us = (ms: number): string => ((ms * 1000) / calls).toFixed(2);

function row(name: string, argv: (n: number, at: number, i: number) => readonly string[]): Row {
  return { name, call: (node, n, at, i) => void mustRun(node, argv(n, at, i)) };
}

async function filled(n: number): Promise<RedisNode> {
  const node = await modelNode();
  for (let i = 0; i < n; i++) {
    mustRun(node, ["SET", `string:${i}`, `${i}`]);
    mustRun(node, ["ZADD", "z", `${i}`, `m${i}`]);
    mustRun(node, ["HSET", "h", `f${i}`, `${i}`]);
    mustRun(node, ["SADD", "s", `e${i}`]);
    mustRun(node, ["XADD", "x", `${i + 1}-0`, "f", "v"]);
    mustRun(node, ["RPUSH", "l", `${i}`]);
  }
  mustRun(node, ["XGROUP", "CREATE", "x", "g", "0"]);
  mustRun(node, ["XREADGROUP", "GROUP", "g", "c", "COUNT", `${n}`, "STREAMS", "x", ">"]);
  return node;
}
