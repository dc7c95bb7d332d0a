import type { Argument } from "./grammar.ts";
import type { Line, Word } from "./line.ts";
import { drawKeyOfAnotherKind } from "./values/keys.ts";
import { drawBrokenNumber, drawDouble, drawWhole } from "./values/numbers.ts";
import { drawText } from "./values/texts.ts";
import type { World } from "./world.ts";

/** Puts one mistake into a command, or something that merely looks like one; a few times two. */
export function makeMistake(world: World, line: Line): void {
  // Scores of a key for BYLEX stay alike: an argument that moves, or another number, could be one.
  const possible = line.kind === "lex" && line.command.name === "ZADD" ? safeForScores : mistakes;
  world.random.pick(possible)(world, line);
  if (world.random.chance(0.15)) world.random.pick(possible)(world, line);
}

/** The case of names and tokens does not matter; now and then it is another one. */
export function changeCase({ random }: World, { words }: Line): void {
  for (const [at, { text, role }] of words.entries())
    if ((role === "name" || role === "token") && random.chance(0.7))
      words[at] = { role, text: random.chance(0.7) ? text.toLowerCase() : mixedCase(text) };
}

const mixedCase = (text: string): string =>
  text
    .split("")
    .map((sign, at) => (at % 2 === 0 ? sign.toLowerCase() : sign.toUpperCase()))
    .join("");

type Mistake = (world: World, line: Line) => void;

const leaveOneOut: Mistake = ({ random }, { words }) => {
  if (words.length > 1) words.splice(random.between(1, words.length - 1), 1);
};

const leaveOutTheLast: Mistake = (_world, { words }) => {
  if (words.length > 1) words.pop();
};

const addOne: Mistake = (world, { words }) =>
  void words.push({ text: drawText(world), role: "text" });

const repeatOne: Mistake = ({ random }, { words }) => {
  const at = random.below(words.length);
  const word = words[at];
  if (word !== undefined && at > 0) words.splice(at, 0, word);
};

const swapTwo: Mistake = ({ random }, { words }) => {
  if (words.length < 3) return;
  const at = random.between(2, words.length - 1);
  const [left, right] = [words[at - 1], words[at]];
  if (left === undefined || right === undefined) return;
  words[at - 1] = right;
  words[at] = left;
};

const otherKey: Mistake = (world, line) =>
  replaceOne(world, line, "key", () => drawKeyOfAnotherKind(world, line.kind));

const brokenNumber: Mistake = (world, line) =>
  replaceOne(world, line, "number", () => drawBrokenNumber(world));

const otherNumber: Mistake = (world, line) =>
  replaceOne(world, line, "number", () =>
    world.random.chance(0.5) ? drawWhole(world) : drawDouble(world),
  );

const otherText: Mistake = (world, line) =>
  replaceOne(world, line, "text", () =>
    world.random.chance(0.5) ? drawText(world) : drawBrokenNumber(world),
  );

/** One more of the command's tokens: repeated, conflicting, or without its value. */
const addToken: Mistake = (world, { command, words }) => {
  const tokens = tokensIn(command.arguments);
  if (tokens.length === 0) return;
  const at = world.random.chance(0.6) ? words.length : world.random.between(1, words.length);
  words.splice(at, 0, { text: world.random.pick(tokens), role: "token" });
};

const misspellToken: Mistake = (world, line) =>
  replaceOne(world, line, "token", (text) =>
    world.random.chance(0.5) ? `${text}x` : text.slice(0, -1),
  );

const mistakes: readonly Mistake[] = [
  leaveOneOut,
  leaveOutTheLast,
  addOne,
  repeatOne,
  swapTwo,
  otherKey,
  otherKey,
  otherKey,
  brokenNumber,
  brokenNumber,
  otherNumber,
  otherText,
  addToken,
  addToken,
  misspellToken,
];

const safeForScores: readonly Mistake[] = [leaveOutTheLast, otherKey, misspellToken];

function replaceOne(
  { random }: World,
  { words }: Line,
  role: Word["role"],
  write: (text: string) => string,
): void {
  const places = [...words.keys()].filter((at) => words[at]?.role === role);
  if (places.length === 0) return;
  const at = random.pick(places);
  words[at] = { role, text: write(words[at]?.text ?? "") };
}

function tokensIn(sequence: readonly Argument[]): readonly string[] {
  return sequence.flatMap(({ token, inner }) => [
    ...(token === null ? [] : [token]),
    ...tokensIn(inner),
  ]);
}
