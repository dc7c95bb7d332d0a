import { printable } from "./printable.ts";
import type { Divergence } from "../spec/result.ts";

/** Two journals of one seed that differ: a bug of the harness or of the code under test, and where it shows first. */
export function tellDivergence({ seed, step, before, first, second }: Divergence): string {
  const end = "(this run had already ended)";
  return [
    `NONDETERMINISM: seed ${seed} gave two different journals. First difference at step ${step}:`,
    ...before.map((line) => `  both    ${printable(line)}`),
    `  first   ${printable(first ?? end)}`,
    `  second  ${printable(second ?? end)}`,
    "  Usual causes: Date.now or a real timer in an adapter; iteration over an object with numeric keys; an unawaited promise.",
  ].join("\n");
}
