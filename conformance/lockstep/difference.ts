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

const lengthMax = 300;

/** One line for people. @param server such as "redis 7.0.15". */
export function tellDifference(
  { atUs, node, who, argv, model, real }: LockstepDifference,
  server: string,
  startMs: number,
): string {
  const at = `${Math.round(atUs / 1000) - startMs} ms`;
  const asked = argv.length === 0 ? "nothing was asked" : cut(argv.join(" "));
  return `the model and ${server} differ at ${at}, ${who} at ${node}: ${asked}; model: ${said(model)}; real: ${said(real)}`;
}

const said = (bytes: Bytes | null): string => (bytes === null ? "(nothing)" : cut(bytes));

function cut(text: string): string {
  const shown = JSON.stringify(text).slice(1, -1);
  return shown.length <= lengthMax ? shown : `${shown.slice(0, lengthMax)}...`;
}
