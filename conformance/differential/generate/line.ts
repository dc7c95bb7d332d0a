import type { CommandGrammar } from "./grammar.ts";
import type { Kind } from "./values/keys.ts";

/** One written argument, and what it stands for: a mistake chooses by that. */
export type Word = {
  readonly text: string;
  readonly role: "name" | "key" | "number" | "token" | "text";
};

/** A command while it is written. */
export type Line = {
  readonly command: CommandGrammar;
  /** What its keys are for. */
  readonly kind: Kind;
  readonly words: Word[];
  /** How many keys the command said would follow, or how many did; later arguments are as many. */
  keysCount: number | null;
  /** Whether the argument that was just written was a counter's field, so that its value shall be a number. */
  isCounter: boolean;
  /** A latitude, until its turn comes. */
  latitude: string;
};

export const textsOf = (words: readonly Word[]): string[] => words.map(({ text }) => text);
