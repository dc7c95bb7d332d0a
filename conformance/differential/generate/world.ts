import type { Random } from "../../../sim/random.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import { grammarOf, type CommandGrammar } from "./grammar.ts";
import type { Alphabet } from "./values/texts.ts";

/** What the generators know and draw from: chance, and the little that later steps need to know of earlier ones. */
export type World = {
  readonly random: Random;
  readonly version: RedisVersion;
  readonly grammar: ReadonlyMap<string, CommandGrammar>;
  /** The server's clock, as far as `advance` moved it. */
  nowMs: number;
  /** The first half of the newest explicit stream id, which only grows, so that most of them are accepted. */
  streamMs: number;
  /** Which texts are common now; it decides how collections are encoded. */
  alphabet: Alphabet;
  /** How many waits were drawn: no two of them end at the same time, as Redis would then serve them by their addresses. */
  waits: number;
  /** How many connections were named, so that a new one can have a name of its own. */
  connections: number;
};

/** The time at which a server of a differential run begins. */
const startMs = 1_700_000_000_000;

export function createWorld(random: Random, version: RedisVersion): World {
  return {
    random,
    version,
    grammar: grammarOf(version),
    nowMs: startMs,
    streamMs: 0,
    alphabet: "few",
    waits: 0,
    connections: 0,
  };
}
