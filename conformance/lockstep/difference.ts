import type { Bytes } from "../../sim/redis/bytes.ts";

/** Where a real server said something else than the model. */
export type LockstepDifference = {
  /** Virtual time, in microseconds since the epoch. */
  readonly atUs: number;
  readonly node: string;
  /** Who asked, or was told: a process, or "the harness". */
  readonly who: string;
  /** What was asked; nothing for what came by itself. */
  readonly argv: readonly Bytes[];
  /** Null: nothing was said. */
  readonly model: Bytes | null;
  readonly real: Bytes | null;
};

/** Told of what is not equal byte for byte. */
export type LockstepObserver = {
  readonly differs: (difference: LockstepDifference) => void;
  /** A permitted difference, by its name. */
  readonly normalised: (name: string) => void;
};

const lengthMax = 240;
/** How much of what is equal is shown before what is not. */
const before = 60;

const beginning = "the model and ";

/** Whether a line is one of `tellDifference`. */
export const tellsOfDifference = (line: string): boolean => line.startsWith(beginning);

/** One line for people. @param server such as "Redis 7.0.15". */
export function tellDifference(
  { atUs, node, who, argv, model, real }: LockstepDifference,
  server: string,
  startMs: number,
): string {
  const at = `${Math.round(atUs / 1000) - startMs} ms`;
  const asked = argv.length === 0 ? "without being asked" : `asked ${shown(argv.join(" "), 0)}`;
  const from = whereTheyPart(model ?? "", real ?? "");
  return `${beginning}${server} differ at ${at}: ${who} at ${node} ${asked}; the model said ${said(model, from)}, ${server} said ${said(real, from)}`;
}

function whereTheyPart(model: Bytes, real: Bytes): number {
  let at = 0;
  while (at < model.length && model[at] === real[at]) at++;
  return Math.max(0, at - before);
}

const said = (bytes: Bytes | null, from: number): string =>
  bytes === null ? "nothing" : shown(bytes, from);

function shown(text: string, from: number): string {
  const part = JSON.stringify(text.slice(from, from + lengthMax)).slice(1, -1);
  const isCut = from + lengthMax < text.length;
  return `"${from > 0 ? `... ` : ""}${part}${isCut ? " ..." : ""}"`;
}
