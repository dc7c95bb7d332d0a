import type { Tally } from "./tally.ts";

/** A difference as a person reads it. */
export type ToldDifference = {
  /** Draws the sequence again: `--seed` and `--commands`. */
  readonly seed: number;
  readonly commands: number;
  /** A conversation of a few lines, with both replies. */
  readonly script: string;
  /** Where the case was saved; null when it was not shrunk. */
  readonly file: string | null;
};

/** The model beside one real server. */
export type ServerColumn = {
  readonly name: string;
  readonly tally: Tally;
  readonly differences: readonly ToldDifference[];
  /** Sequences whose sides differed, those included that are not told. */
  readonly differencesFound: number;
  /** Sequences in which the server itself crashed: a seed, and what it was asked last. */
  readonly crashes: readonly { readonly seed: number; readonly asked: string }[];
  readonly unsupported: ReadonlyMap<string, number>;
  readonly normalised: ReadonlyMap<string, number>;
};

/** ioredis-mock, judged by the same commands. */
export type MockColumn = { readonly name: string; readonly tally: Tally };

export type FidelityResult = {
  readonly seed: number;
  readonly servers: readonly ServerColumn[];
  /** Null when it was not asked for. */
  readonly mock: MockColumn | null;
  readonly interrupted: boolean;
};
