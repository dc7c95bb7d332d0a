import RedisMock from "ioredis-mock";
import type { RedisNode } from "../sim/redis/node.ts";
import { sha1hex } from "../sim/redis/lua/sha1hex.ts";
import { modelNode, mustRun } from "./modelNode.ts";
import { median, perSecond, timed, type BenchResult } from "./result.ts";

const calls = 20_000;
const rounds = 9;
/** As many jobs as a busy queue has; each call takes another one, in no order that a cache would like. */
const jobs = 100_000;
const jobAt = (i: number): number => (i * 7919) % jobs;

/** What a command costs when nothing is between the caller and the model, by the share of GET's rate that is asked of it. */
type Row = {
  readonly name: string;
  readonly ofGet: number;
  readonly prepare?: (node: RedisNode) => void;
  readonly call: (node: RedisNode, i: number) => void;
};

const script = "return redis.call('GET', KEYS[1])";
const scriptSha = sha1hex(script);

const rows: readonly Row[] = [
  command("GET", 1, (i) => ["GET", `k${jobAt(i)}`]),
  command("SET", 1, (i) => ["SET", `k${jobAt(i)}`, `value ${i}`]),
  command("HSET", 1 / 3, (i) => ["HSET", `h${jobAt(i)}`, "field", `${i}`]),
  command("ZADD", 1 / 3, (i) => ["ZADD", "z", `${(i * 31) % jobs}`, `m${jobAt(i)}`]),
  command("ZRANGEBYSCORE LIMIT 10", 1 / 3, (i) => [
    "ZRANGEBYSCORE",
    "z",
    `${jobAt(i)}`,
    "+inf",
    "LIMIT",
    "0",
    "10",
  ]),
  command("XADD", 1 / 3, (i) => ["XADD", "x", "MAXLEN", "~", "1000", "*", "job", `${i}`]),
  {
    name: "XREADGROUP + XACK",
    ofGet: 1 / 3,
    prepare(node) {
      mustRun(node, ["DEL", "q"]);
      mustRun(node, ["XGROUP", "CREATE", "q", "g", "0", "MKSTREAM"]);
      for (let i = 0; i < calls; i++) mustRun(node, ["XADD", "q", `${i + 1}-0`, "job", `${i}`]);
    },
    call(node, i) {
      mustRun(node, ["XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", "q", ">"]);
      mustRun(node, ["XACK", "q", "g", `${i + 1}-0`]);
    },
  },
  {
    name: "LPUSH + LMOVE",
    ofGet: 1 / 3,
    call(node, i) {
      mustRun(node, ["LPUSH", "list", `${i}`]);
      mustRun(node, ["LMOVE", "list", "other", "RIGHT", "LEFT"]);
    },
  },
  {
    name: "EVALSHA of one GET",
    ofGet: 1 / 6,
    prepare: (node) => void mustRun(node, ["SCRIPT", "LOAD", script]),
    call: (node, i) => void mustRun(node, ["EVALSHA", scriptSha, "1", `k${jobAt(i)}`]),
  },
];

const commandsPerCall = (row: Row): number => (row.name.includes(" + ") ? 2 : 1);

/** Commands called on the model directly, against GET and SET of ioredis-mock, which are little more than a map access. */
export async function directCalls(): Promise<BenchResult> {
  const node = await modelNode();
  const mock = new RedisMock();
  for (let job = 0; job < jobs; job++) {
    mustRun(node, ["SET", `k${job}`, `value ${job}`]);
    mustRun(node, ["HSET", `h${job}`, "field", `${job}`]);
    mustRun(node, ["ZADD", "z", `${job}`, `m${job}`]);
    await mock.set(`k${job}`, `value ${job}`);
  }
  const times = new Map<string, number[]>();
  const note = (name: string, ms: number): void => {
    times.set(name, [...(times.get(name) ?? []), ms]);
  };
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      row.prepare?.(node);
      note(
        row.name,
        await timed(async () => {
          for (let i = 0; i < calls; i++) row.call(node, i);
        }),
      );
    }
    note("mock GET", await timed(() => each((i) => mock.get(`k${jobAt(i)}`))));
    note("mock SET", await timed(() => each((i) => mock.set(`k${jobAt(i)}`, `value ${i}`))));
  }
  mock.disconnect();

  const rate = (name: string, commands = 1): number =>
    perSecond(calls * commands, median(times.get(name) ?? []));
  const get = rate("GET");
  const missed: string[] = [];
  const lines = rows.map((row) => {
    const itsRate = rate(row.name, commandsPerCall(row));
    const asked = row.ofGet === 1 ? rate(`mock ${row.name}`) : get * row.ofGet;
    const against = row.ofGet === 1 ? "ioredis-mock's" : "GET's";
    if (itsRate < asked) missed.push(row.name);
    const base = row.ofGet === 1 ? asked : get;
    return (
      `${row.name.padEnd(24)} ${String(itsRate).padStart(9)} commands/s, ` +
      `${(itsRate / base).toFixed(2)} of ${against} (asked: ${(asked / base).toFixed(2)})`
    );
  });
  return {
    verdict: missed.length === 0 ? "reached" : "missed",
    summary:
      missed.length === 0
        ? `GET and SET outrun ioredis-mock, ${rows.length - 2} others have their share of GET's rate`
        : `below what is asked: ${missed.join(", ")}`,
    lines,
  };
}

function command(name: string, ofGet: number, argv: (i: number) => readonly string[]): Row {
  return { name, ofGet, call: (node, i) => void mustRun(node, argv(i)) };
}

async function each(call: (i: number) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < calls; i++) await call(i);
}
