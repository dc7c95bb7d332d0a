import type { Bytes } from "../bytes.ts";
import { keysOf } from "../command.ts";
import type { Command } from "../command.ts";

/**
 * The keys, and sharded channels, that decide which node serves a request: `getKeysFromCommand` of db.c, the same in all
 * versions. It asks the commands themselves rather than their key specifications, which find keys where these find a mistake.
 */
export function requestKeys(command: Command, argv: readonly Bytes[]): readonly Bytes[] {
  const reader = readers.get(command.name);
  if (reader !== undefined) return reader(argv);
  return keysOf(command, argv);
}

/** "numkeys key ..." with the number at a position, and perhaps a key that is written at the position before it. */
const counted =
  (position: number, isStored = false) =>
  (argv: readonly Bytes[]): readonly Bytes[] => {
    const count = Number.parseInt(argv[position] ?? "", 10);
    if (!(count >= 1) || count > argv.length - position - 1) return [];
    const keys = argv.slice(position + 1, position + 1 + count);
    return isStored ? [...keys, argv[position - 1]!] : keys;
  };

function streamKeys(argv: readonly Bytes[]): readonly Bytes[] {
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i]!.toLowerCase();
    if (word === "block" || word === "count") i += 1;
    else if (word === "group") i += 2;
    else if (word === "streams") {
      const left = argv.length - i - 1;
      return left % 2 === 0 ? argv.slice(i + 1, i + 1 + left / 2) : [];
    } else if (word !== "noack") return [];
  }
  return [];
}

const readers: ReadonlyMap<string, (argv: readonly Bytes[]) => readonly Bytes[]> = new Map(
  Object.entries({
    EVAL: counted(2),
    EVAL_RO: counted(2),
    EVALSHA: counted(2),
    EVALSHA_RO: counted(2),
    FCALL: counted(2),
    FCALL_RO: counted(2),
    LMPOP: counted(1),
    ZMPOP: counted(1),
    BLMPOP: counted(2),
    BZMPOP: counted(2),
    SINTERCARD: counted(1),
    ZDIFF: counted(1),
    ZINTER: counted(1),
    ZINTERCARD: counted(1),
    ZUNION: counted(1),
    ZDIFFSTORE: counted(2, true),
    ZINTERSTORE: counted(2, true),
    ZUNIONSTORE: counted(2, true),
    XREAD: streamKeys,
    XREADGROUP: streamKeys,
  }),
);
