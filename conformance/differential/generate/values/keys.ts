import type { World } from "../world.ts";

/** What a key is for. A key of a kind holds that type unless a mistake or a command of no type put something else there. */
export type Kind =
  | "string"
  | "number"
  | "bits"
  | "hash"
  | "list"
  | "set"
  | "zset"
  /** A sorted set whose members all have the score 0: BYLEX ranges of others are unspecified. */
  | "lex"
  | "geo"
  | "stream"
  | "hll";

const lettersOfKinds: Readonly<Record<Kind, string>> = {
  string: "s",
  number: "n",
  bits: "b",
  hash: "h",
  list: "l",
  set: "t",
  zset: "z",
  lex: "y",
  geo: "g",
  stream: "x",
  hll: "p",
};

const allKinds: readonly Kind[] = [
  "string",
  "number",
  "bits",
  "hash",
  "list",
  "set",
  "zset",
  "geo",
  "stream",
  "hll",
];

/** Keys that commands of every type write to. */
const sharedKeys = ["k1", "k2", ""] as const;

export function drawKind({ random }: World): Kind {
  return random.pick(allKinds);
}

/** A key of the kind: few, so that commands meet; now and then one that all kinds share, or that is not there. */
export function drawKey({ random }: World, kind: Kind): string {
  const dice = random.below(100);
  const letter = lettersOfKinds[kind];
  if (dice < 88) return `${letter}${random.between(1, 4)}`;
  if (dice < 92) return `${letter}:{tag}`;
  if (dice < 94) return `${letter}\0\xff\r\n`;
  if (dice < 97) return `${letter}none`;
  return kind === "lex" ? "y1" : random.pick(sharedKeys);
}

/** Holds a string, for BYLEX commands: no sorted set with scores must ever come to where they look. */
export const stringAmongLex = "ystring";

/** A key that has another type. */
export function drawKeyOfAnotherKind(world: World, kind: Kind): string {
  if (kind === "lex") return stringAmongLex;
  const others = allKinds.filter((other) => other !== kind);
  return `${lettersOfKinds[world.random.pick(others)]}${world.random.between(1, 4)}`;
}
