import type { Argument, CommandGrammar } from "./grammar.ts";
import { meaningOf } from "./meanings.ts";
import type { Line, Word } from "./line.ts";
import { drawKey, drawKind, type Kind } from "./values/keys.ts";
import { kindsOfKeys } from "./kindsOfKeys.ts";
import type { World } from "./world.ts";
import { writers } from "./writers.ts";

/** How likely an optional argument is there. */
const optionalChance = 0.3;
/** How likely optional arguments stand in another order than in the documentation. */
const shuffleChance = 0.2;

/** Writes a command as its grammar wants it: the right arguments, tokens and numbers of keys. */
export function writeCommand(world: World, command: CommandGrammar, kind?: Kind): Line {
  const line: Line = {
    command,
    kind: kind ?? drawKindFor(world, command),
    words: command.name.split("|").map((text) => ({ text, role: "name" })),
    keysCount: null,
    isCounter: false,
    latitude: "0",
  };
  const writer = writers.get(command.name);
  if (writer === undefined) writeSequence(world, line, command.arguments);
  else writer(world, line);
  return line;
}

function drawKindFor(world: World, command: CommandGrammar): Kind {
  const kinds = kindsOfKeys(command);
  return kinds.length === 0 ? drawKind(world) : world.random.pick(kinds);
}

function writeSequence(world: World, line: Line, sequence: readonly Argument[]): void {
  for (const argument of inSomeOrder(world, sequence)) writeArgument(world, line, argument);
}

/** Optional arguments that follow each other may change places. */
function inSomeOrder({ random }: World, sequence: readonly Argument[]): readonly Argument[] {
  if (!random.chance(shuffleChance)) return sequence;
  const ordered = [...sequence];
  for (let i = ordered.length - 1; i > 0; i--) {
    const [left, right] = [ordered[i - 1], ordered[i]];
    if (left === undefined || right === undefined) continue;
    if (!left.isOptional || !right.isOptional || random.chance(0.5)) continue;
    [ordered[i - 1], ordered[i]] = [right, left];
  }
  return ordered;
}

function writeArgument(world: World, line: Line, argument: Argument): void {
  if (argument.isOptional && !world.random.chance(optionalChance)) return;
  const times = argument.isMultiple ? drawTimes(world, line, argument) : 1;
  for (let time = 0; time < times; time++) {
    const { token } = argument;
    if (token !== null && (time === 0 || argument.repeatsToken))
      line.words.push({ text: token, role: "token" });
    if (argument.type !== "pure-token") writeValue(world, line, argument);
  }
  if (argument.type === "key" && argument.isMultiple) line.keysCount = times;
}

/** As many as were promised or as there are keys; otherwise few, seldom many. */
function drawTimes({ random }: World, line: Line, { type, name }: Argument): number {
  const { keysCount } = line;
  if (keysCount !== null && (type === "key" || onePerKey.has(name))) return keysCount;
  if (random.chance(0.97)) return random.between(1, 3);
  return random.between(4, type === "key" ? 8 : 150);
}

const onePerKey: ReadonlySet<string> = new Set(["weight", "id", "field", "data"]);

function writeValue(world: World, line: Line, argument: Argument): void {
  const { random } = world;
  switch (argument.type) {
    case "oneof":
      return writeArgument(world, line, required(random.pick(choicesOf(argument))));
    case "block":
      return writeSequence(world, line, argument.inner);
    case "key":
      return void line.words.push({ text: drawKey(world, line.kind), role: "key" });
  }
  if (argument.name === "numkeys" || argument.name === "numfields") {
    line.keysCount = random.between(1, 3);
    return void line.words.push({ text: String(line.keysCount), role: "number" });
  }
  const draw = meaningOf(line, argument.name, argument.type);
  line.words.push({ text: draw(world, line), role: roleOf(argument) });
}

/** Signs that stand for a value ("*", "$") are among what the value beside them is drawn from. */
function choicesOf({ inner }: Argument): readonly Argument[] {
  const choices = inner.filter(({ type, token }) => type !== "pure-token" || !signs.has(token));
  return choices.length === 0 ? inner : choices;
}

const signs: ReadonlySet<string | null> = new Set(["*", "$"]);

/** A choice was made: COMMAND DOCS calls the choices of CLIENT KILL optional. */
const required = (argument: Argument): Argument => ({ ...argument, isOptional: false });

const roleOf = ({ type }: Argument): Word["role"] =>
  type === "integer" || type === "double" || type === "unix-time" ? "number" : "text";
