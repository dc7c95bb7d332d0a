import type { Bytes } from "../../../sim/redis/bytes.ts";
import { hashSlot } from "../../../sim/redis/hashSlot.ts";
import type { Random } from "../../../sim/random.ts";

/** What somebody says to a node. */
export type ClusterStep = {
  readonly client: string;
  readonly node: number;
  readonly argv: readonly Bytes[];
};

/** What a sequence is drawn for. */
export type ClusterShape = {
  readonly masters: number;
  readonly nodes: number;
  /** Whether slots are moved. */
  readonly moves: boolean;
  readonly idOf: (node: number) => string;
  readonly portOf: (node: number) => number;
};

/** Slots that are moved to and fro; each has some keys, and there are keys in others. */
const tags = ["{a}", "{b}", "{c}", "{moving}", "{x}"];
const keys: readonly Bytes[] = [
  ...tags.flatMap((tag) => [`${tag}1`, `${tag}2`, `${tag}3`]),
  "plain",
  "{}odd",
  "one{a}",
];

/** Draws one step: commands on keys of several slots, and what moves these slots between masters. Nobody waits. */
export function drawClusterStep(random: Random, shape: ClusterShape): ClusterStep {
  const node = random.below(random.chance(0.75) ? shape.masters : shape.nodes);
  let argv: readonly Bytes[];
  do argv = pickKind(random)(random, shape, node);
  while (!shape.moves && (argv[1] === "SETSLOT" || argv[0] === "MIGRATE"));
  const isSubscriber = /^(?:S|P|SUN|UN)?SUBSCRIBE$/.test(argv[0]!);
  // Views are normalised by what was asked, so that they do not stand among the results of an EXEC.
  const isView = argv[0] === "CLUSTER";
  const client = isSubscriber ? "listener" : isView ? "viewer" : random.pick(["a", "a", "b"]);
  return { client, node, argv };
}

type Draw = (random: Random, shape: ClusterShape, node: number) => readonly Bytes[];

const key = (random: Random): Bytes => random.pick(keys);
const sameTag = (random: Random): readonly Bytes[] => {
  const tag = random.pick(tags);
  return [1, 2, 3].map((number) => `${tag}${number}`);
};
/** Mostly keys of one slot, sometimes any. */
const several = (random: Random): readonly [Bytes, Bytes, Bytes] => {
  const [a, b, c] = random.chance(0.8) ? sameTag(random) : [key(random), key(random), key(random)];
  return random.chance(0.2) ? [a!, a!, b!] : [a!, b!, c!];
};
const slot = (random: Random): Bytes => String(hashSlot(key(random)));
const movedSlot = (random: Random): Bytes => String(hashSlot(random.pick(tags)));

const single: Draw = (random) => {
  const name = key(random);
  return random.pick<readonly Bytes[]>([
    ["GET", name],
    ["GET", name],
    ["SET", name, String(random.below(100))],
    ["SET", name, "v", "PX", String(1000 + random.below(100_000))],
    ["INCR", name],
    ["APPEND", name, "x"],
    ["DEL", name],
    ["DEL", name],
    ["EXISTS", name],
    ["TYPE", name],
    ["PTTL", name],
    ["EXPIRE", name, "100"],
    ["PERSIST", name],
    ["LPUSH", name, "a", "b"],
    ["LRANGE", name, "0", "-1"],
    ["RPOP", name],
    ["SADD", name, "m1", "m2"],
    ["SCARD", name],
    ["HSET", name, "f", "v"],
    ["HGETALL", name],
    ["ZADD", name, "1", "m"],
    ["ZRANGE", name, "0", "-1", "WITHSCORES"],
    ["XADD", name, "*", "f", "v"],
    ["XLEN", name],
    ["PFADD", name, "e"],
    ["PFCOUNT", name],
    ["DUMP", name],
    ["OBJECT", "ENCODING", name],
    ["SORT", name],
    ["GEOADD", name, "13.3", "38.1", "p"],
    ["GETSET", name, "new"],
    ["SPUBLISH", name, "m"],
    ["MEMORY", "USAGE", name],
  ]);
};

const multiple: Draw = (random) => {
  const [a, b, c] = several(random);
  return random.pick<readonly Bytes[]>([
    ["MGET", a, b, c],
    ["MSET", a, "1", b, "2"],
    ["MSETNX", a, "1", b, "2"],
    ["DEL", a, b, c],
    ["UNLINK", a, b],
    ["EXISTS", a, b, c],
    ["TOUCH", a, b],
    ["RENAME", a, b],
    ["COPY", a, b],
    ["COPY", a, b, "DB", "0", "REPLACE"],
    ["COPY", a, b, "DB", "1"],
    ["LMOVE", a, b, "LEFT", "RIGHT"],
    ["RPOPLPUSH", a, b],
    ["SMOVE", a, b, "m1"],
    ["SINTERSTORE", a, b, c],
    ["SINTERCARD", "2", a, b],
    ["SINTERCARD", "9", a, b],
    ["ZUNIONSTORE", a, "2", b, c],
    ["ZUNIONSTORE", a, "0", b, c],
    ["ZDIFF", "2", a, b],
    ["LMPOP", "2", a, b, "LEFT"],
    ["ZMPOP", "2", a, b, "MIN"],
    ["BITOP", "AND", a, b, c],
    ["PFMERGE", a, b],
    ["SORT", a, "STORE", b],
    ["SORT", a, "BY", "nosort", "GET", "#"],
    ["GEORADIUS", a, "13", "38", "100", "km", "STORE", b],
    ["GEOSEARCHSTORE", a, b, "FROMLONLAT", "13", "38", "BYRADIUS", "100", "km"],
    ["XREAD", "COUNT", "1", "STREAMS", a, b, "0", "0"],
    ["XREAD", "STREAMS", a, b, "0"],
    ["XREAD", "COUNT", "STREAMS", "STREAMS", a, "0"],
    ["WATCH", a, b],
    ["OBJECT", "FREQ", a],
    ["LCS", a, b],
    ["SET", a, "v", "GET"],
  ]);
};

const anywhere: Draw = (random) =>
  random.pick<readonly Bytes[]>([
    ["PING"],
    ["DBSIZE"],
    ["SELECT", "0"],
    ["SELECT", "1"],
    ["SELECT", "99"],
    ["SELECT", "x"],
    ["SWAPDB", "0", "1"],
    ["MOVE", key(random), "1"],
    ["REPLICAOF", "NO", "ONE"],
    ["FAILOVER"],
    ["FAILOVER", "ABORT"],
    ["UNWATCH"],
    ["ECHO", "x"],
    ["READONLY"],
    ["READONLY"],
    ["READWRITE"],
    ["ASKING"],
    ["ASKING"],
    ["ASKING"],
    ["RESET"],
    ["HELLO", random.pick(["2", "3"])],
    ["NOSUCHCOMMAND"],
    ["GET"],
    ["SCRIPT", "EXISTS", "x"],
    ["INFO", "cluster"],
  ]);

const transaction: Draw = (random, shape, node) =>
  random.pick<Draw>([
    () => ["MULTI"],
    () => ["MULTI"],
    () => ["EXEC"],
    () => ["EXEC"],
    () => ["EXEC"],
    () => ["DISCARD"],
    single,
  ])(random, shape, node);

const flags = ["", "#!lua\n", "#!lua flags=no-writes\n", "#!lua flags=allow-cross-slot-keys\n"];
const bodies = [
  "return 1",
  "return redis.call('get', KEYS[1])",
  "return redis.call('set', KEYS[1], 'by script')",
  "return redis.pcall('get', ARGV[1])",
  "return redis.call('set', ARGV[1], 1)",
  "redis.call('get', KEYS[1]) return redis.call('get', ARGV[1])",
  "redis.pcall('get', ARGV[1]) return redis.pcall('get', ARGV[2])",
  "return redis.pcall('mget', ARGV[1], ARGV[2])",
  "return redis.pcall('spublish', ARGV[1], 'm')",
];

const script: Draw = (random) => {
  const [a, b, c] = several(random);
  const shebang = random.pick([...flags, "", "#!lua flags=no-cluster\n"]);
  const keyCount = random.pick([0, 1, 1, 2, 3]);
  const given = [a, b, c].slice(0, keyCount);
  const args = random.chance(0.7) ? [a, c] : [key(random), key(random)];
  const name = random.chance(0.2) ? "EVAL_RO" : "EVAL";
  return [name, shebang + random.pick(bodies), String(keyCount), ...given, ...args];
};

const channels: Draw = (random) => {
  const [a, b] = several(random);
  return random.pick<readonly Bytes[]>([
    // One channel of a slot: later servers leave several in the order of a hash table.
    ["SSUBSCRIBE", `${random.pick(tags)}1`],
    ["SSUBSCRIBE", `${random.pick(tags)}1`, `${random.pick(tags)}1`],
    ["SUNSUBSCRIBE", a],
    ["SUNSUBSCRIBE", a, b],
    ["SPUBLISH", a, "m"],
    ["SPUBLISH", a, "m"],
    ["SUBSCRIBE", a],
    ["PSUBSCRIBE", "*"],
    ["UNSUBSCRIBE", a],
    ["PUNSUBSCRIBE", "*"],
    ["PUBLISH", a, "m"],
    ["PUBLISH", a, "m"],
    ["PUBSUB", "SHARDNUMSUB", a, b],
    ["PUBSUB", "NUMSUB", a, b],
  ]);
};

const views: Draw = (random, { idOf, nodes }) => {
  const id = random.chance(0.9) ? idOf(random.below(nodes)) : "nobody";
  return random.pick<readonly Bytes[]>([
    ["CLUSTER", "KEYSLOT", key(random)],
    ["CLUSTER", "COUNTKEYSINSLOT", slot(random)],
    ["CLUSTER", "COUNTKEYSINSLOT", random.pick(["-1", "16384", "x"])],
    ["CLUSTER", "GETKEYSINSLOT", slot(random), "100"],
    ["CLUSTER", "GETKEYSINSLOT", slot(random), "-1"],
    ["CLUSTER", "SLOTS"],
    ["CLUSTER", "SHARDS"],
    ["CLUSTER", "NODES"],
    ["CLUSTER", "INFO"],
    ["CLUSTER", "MYID"],
    ["CLUSTER", "REPLICAS", id],
    ["CLUSTER", "SLAVES", id],
    ["CLUSTER", "COUNT-FAILURE-REPORTS", id],
    ["CLUSTER", "NOSUCH"],
    ["CLUSTER", "NODES", "x"],
    ["CLUSTER", "HELP"],
    ["CLUSTER", "SAVECONFIG"],
    ["CLUSTER", "LINKS"],
  ]);
};

/** What is refused, mostly. */
const changes: Draw = (random, { idOf, nodes }, node) => {
  const id = random.chance(0.9) ? idOf(random.below(nodes)) : "nobody";
  const where = movedSlot(random);
  return random.pick<readonly Bytes[]>([
    ["CLUSTER", "ADDSLOTS", where],
    ["CLUSTER", "ADDSLOTS", where, where, "x"],
    ["CLUSTER", "ADDSLOTSRANGE", "5", "1"],
    ["CLUSTER", "ADDSLOTSRANGE", "1", "2", "3"],
    ["CLUSTER", "ADDSLOTSRANGE", where, where],
    ["CLUSTER", "DELSLOTS", where, where],
    ["CLUSTER", "DELSLOTSRANGE", "16383", "16384"],
    ["CLUSTER", "FLUSHSLOTS", "x"],
    ["CLUSTER", "FORGET", idOf(node)],
    ["CLUSTER", "FORGET", "nobody"],
    ["CLUSTER", "REPLICATE", idOf(node)],
    ["CLUSTER", "REPLICATE", random.pick([idOf(nodes - 1), "nobody"])],
    ["CLUSTER", "SET-CONFIG-EPOCH", random.pick(["1", "-1", "x"])],
    ["CLUSTER", "FAILOVER", random.pick(["x", "force x"])],
    ["CLUSTER", "RESET", "x"],
    ["CLUSTER", "RESET", "soft", "x"],
    ["CLUSTER", "MEET", "nowhere", "1"],
    ["CLUSTER", "MEET", "127.0.0.1", random.pick(["x", "0", "99999"])],
    ["CLUSTER", "MEET", "127.0.0.1", "1", "x"],
    ["CLUSTER", "SETSLOT", where, "NODE", id],
    ["CLUSTER", "SETSLOT", where, "MIGRATING", id],
    ["CLUSTER", "SETSLOT", where, "IMPORTING", id],
    ["CLUSTER", "SETSLOT", "99999", "STABLE"],
    ["CLUSTER", "SETSLOT", where, "STABLE", "x"],
    ["CLUSTER", "SETSLOT", where, "NOSUCH"],
  ]);
};

const resharding: Draw = (random, shape, node) => {
  // A server that moves keys to itself waits for its own answer, until the clock goes on.
  const other = random.pick(
    [0, 1, 2].filter((master) => master !== node && master < shape.masters),
  );
  const [id, where] = [shape.idOf(other), movedSlot(random)];
  const [a, b, c] = sameTag(random);
  const port = String(shape.portOf(other));
  return random.pick<readonly Bytes[]>([
    ["CLUSTER", "SETSLOT", where, "MIGRATING", id],
    ["CLUSTER", "SETSLOT", where, "IMPORTING", id],
    ["CLUSTER", "SETSLOT", where, "STABLE"],
    ["CLUSTER", "SETSLOT", where, "NODE", id],
    ["MIGRATE", "127.0.0.1", port, a!, "0", "1000"],
    ["MIGRATE", "127.0.0.1", port, b!, "0", "1000", "REPLACE"],
    ["MIGRATE", "127.0.0.1", port, "", "0", "1000", "KEYS", a!, b!, c!],
    ["MIGRATE", "127.0.0.1", port, "", "0", "1000", "REPLACE", "KEYS", a!, b!, c!],
    ["MIGRATE", "127.0.0.1", port, a!, "0", "1000", "COPY"],
    ["MIGRATE", "127.0.0.1", port, a!, "0", "1000", "KEYS", b!],
    ["MIGRATE", "127.0.0.1", port, a!, "1", "1000"],
    ["MIGRATE", "127.0.0.1", port, a!, "x", "1000"],
    ["MIGRATE", "127.0.0.1", "1", a!, "0", "100"],
    ["MIGRATE", "127.0.0.1", port, a!, "0", "1000", "NOSUCH"],
    ["RESTORE-ASKING", a!, "0", "garbage"],
  ]);
};

const kinds: readonly (readonly [number, Draw])[] = [
  [30, single],
  [18, multiple],
  [8, anywhere],
  [10, transaction],
  [10, script],
  [7, channels],
  [4, views],
  [2, changes],
  [11, resharding],
];

function pickKind(random: Random): Draw {
  let left = random.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, draw] of kinds) {
    if (left < weight) return draw;
    left -= weight;
  }
  return single;
}
