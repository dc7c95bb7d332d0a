import type { Bytes } from "../../sim/redis/bytes.ts";
import { readMessage, type WireValue } from "./respMessage.ts";

/** A difference that is permitted: what it is, why, and how far it goes. */
export type Normalisation = {
  readonly name: string;
  readonly reason: string;
  /** The commands whose replies it applies to; a subcommand as "CLIENT|LIST". */
  readonly commands: readonly string[];
  /** Keeps of a reply what must be equal. */
  readonly keep: (reply: WireValue, argv: readonly Bytes[]) => unknown;
};

/** All differences that are permitted between the model and a real server. There are no others. */
export const normalisations: readonly Normalisation[] = [
  {
    name: "unordered",
    reason:
      "Redis walks a hash table whose seed is drawn at its start; the same elements must come",
    commands: [
      "SMEMBERS",
      "SINTER",
      "SUNION",
      "SDIFF",
      "HKEYS",
      "HVALS",
      "KEYS",
      "PUBSUB|CHANNELS",
      "PUBSUB|SHARDCHANNELS",
      "COMMAND|LIST",
      "ACL|CAT",
    ],
    keep: (reply) => sorted(itemsOf(reply)),
  },
  {
    name: "unordered pairs",
    reason: "as above; each field must come with its value",
    commands: ["HGETALL", "CONFIG|GET"],
    keep: (reply) => sorted(pairsOf(itemsOf(reply))),
  },
  {
    name: "unordered, nested",
    reason: "as above, where what comes has hash tables inside",
    commands: ["COMMAND|", "COMMAND|INFO", "COMMAND|DOCS", "FUNCTION|LIST"],
    keep: (reply) => nestedSorted(reply),
  },
  {
    name: "unordered payload",
    reason:
      "a hash table is dumped as it is walked; length and bytes are equal, order and checksum are not",
    commands: ["DUMP"],
    keep: (reply) => (textOf(reply) ?? "").slice(0, -10).split("").sort().join(""),
  },
  {
    name: "unordered channels",
    reason:
      "who unsubscribes from everything hears of each channel in the order of a hash table; the counts must be equal",
    commands: ["UNSUBSCRIBE|", "PUNSUBSCRIBE|", "SUNSUBSCRIBE|"],
    keep: (reply) => [shapeOf(reply), itemsOf(reply).at(0), itemsOf(reply).at(2)],
  },
  {
    name: "unordered rules",
    reason:
      "Redis 7.0 tells a user's rules from a hash table of commands; the same words must come",
    commands: ["ACL|LIST", "ACL|GETUSER"],
    keep: (reply) => sorted(JSON.stringify(reply).split(/[ "]/)),
  },
  {
    name: "client figures",
    reason:
      "buffers and file descriptors are the process's own, and its cron rotates the list of clients; all other fields of each must be equal",
    commands: ["CLIENT|LIST", "CLIENT|INFO"],
    keep: (reply) =>
      sorted((textOf(reply) ?? "").replace(/^txt:/, "").replace(clientFigures, "").split("\n")),
  },
  {
    name: "memory figures",
    reason:
      "the allocator rounds up, strings that grew keep spare room, and a skip list draws its levels; the type must be equal",
    commands: ["MEMORY|USAGE", "MEMORY|STATS", "MEMORY|DOCTOR", "MEMORY|MALLOC-STATS"],
    keep: (reply) => reply.sign,
  },
  {
    name: "scan page",
    reason:
      "a cursor is a position in a hash table, and so is what lies on a page; a scan that is complete at once must have the same elements",
    commands: ["SCAN", "SSCAN", "HSCAN", "ZSCAN"],
    keep(reply, argv) {
      const [cursor, page] = itemsOf(reply);
      const given = argv[0]?.toUpperCase() === "SCAN" ? argv[1] : argv[2];
      if (cursor === undefined || page === undefined) return reply;
      if (given !== "0" || textOf(cursor) !== "0") return ["page", cursor.sign, page.sign];
      const items = itemsOf(page);
      const isPaired = ["HSCAN", "ZSCAN"].includes(argv[0]?.toUpperCase() ?? "");
      return sorted(isPaired ? pairsOf(items) : items);
    },
  },
  {
    name: "chance",
    reason: "each side draws for itself; type and number of what is drawn must be equal",
    commands: ["RANDOMKEY", "SRANDMEMBER", "HRANDFIELD", "ZRANDMEMBER", "SPOP", "ACL|GENPASS"],
    keep: (reply) => shapeOf(reply),
  },
];

const clientFigures =
  / (?:fd|qbuf|qbuf-free|argv-mem|multi-mem|rbs|rbp|obl|oll|omem|tot-mem|tot-net-in|tot-net-out|tot-cmds|watch|io-thread)=[0-9-]+/g;

const byCommand = new Map<string, readonly Normalisation[]>();
for (const normalisation of normalisations)
  for (const command of normalisation.commands)
    byCommand.set(command, [...(byCommand.get(command) ?? []), normalisation]);

/**
 * Whether two replies to the same request are equal: "equal" byte for byte, the name of the normalisation under which
 * they are, or null when they differ.
 *
 * @param queued the requests of the transaction that an EXEC ended.
 */
export function compareReplies(
  model: Bytes,
  real: Bytes,
  argv: readonly Bytes[],
  queued: readonly (readonly Bytes[])[],
): string | null {
  if (model === real) return "equal";
  const [name = "", sub = ""] = argv.map((word) => word.toUpperCase());
  if (name === "EXEC") return compareResults(readMessage(model), readMessage(real), queued);
  return compareValues(readMessage(model), readMessage(real), argv, `${name}|${sub}`, name);
}

function compareResults(
  model: WireValue,
  real: WireValue,
  queued: readonly (readonly Bytes[])[],
): string | null {
  const ours = itemsOf(model);
  const theirs = itemsOf(real);
  if (model.sign !== real.sign || ours.length !== theirs.length) return null;
  if (ours.length !== queued.length) return null;
  let used: string | null = null;
  for (const [index, argv] of queued.entries()) {
    const a = ours[index]!;
    const b = theirs[index]!;
    if (isSame(a, b)) continue;
    const [name = "", sub = ""] = argv.map((word) => word.toUpperCase());
    used = compareValues(a, b, argv, `${name}|${sub}`, name);
    if (used === null) return null;
  }
  return used;
}

function compareValues(
  model: WireValue,
  real: WireValue,
  argv: readonly Bytes[],
  ...names: readonly string[]
): string | null {
  if (model.sign !== real.sign || model.sign === "-") return null;
  for (const name of names)
    for (const { name: used, keep } of byCommand.get(name) ?? [])
      if (isSame(keep(model, argv), keep(real, argv))) return used;
  return null;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const itemsOf = (value: WireValue): readonly WireValue[] => ("items" in value ? value.items : []);

const textOf = (value: WireValue): Bytes | null => ("text" in value ? value.text : null);

const sorted = (items: readonly unknown[]): readonly string[] =>
  items.map((item) => JSON.stringify(item)).sort();

function nestedSorted(value: WireValue): string {
  if ("text" in value) return JSON.stringify(value);
  return `${value.sign}${value.items.map(nestedSorted).sort().join(",")}`;
}

function pairsOf(items: readonly WireValue[]): readonly (readonly WireValue[])[] {
  const pairs: WireValue[][] = [];
  for (let i = 0; i < items.length; i += 2) pairs.push(items.slice(i, i + 2));
  return pairs;
}

/** The types of a reply without its values; lists with their lengths. */
function shapeOf(value: WireValue): unknown {
  if ("items" in value) return [value.sign, value.items.map(shapeOf)];
  return [value.sign, value.text === null];
}
