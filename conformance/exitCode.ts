import type { SweepResult } from "../spec/result.ts";

/** What the process says when it ends. These numbers are part of the interface; conformance/README.md explains them. */
export const exitCode = {
  held: 0,
  violated: 1,
  /** The question could not be asked: a flag, a name, a file. */
  badInput: 2,
  /** The question has no answer: undecided, a nondeterminism, or a bug of ours. */
  undecided: 3,
  /** 128 + SIGINT, as a shell expects. */
  interrupted: 130,
  /** 128 + SIGPIPE, likewise. */
  readerLeft: 141,
} as const;

/**
 * The exit code of a sweep. A nondeterminism comes first, because nothing else is certain then; a violation counts
 * although the sweep was interrupted, because it was seen.
 */
export function exitCodeOf(result: SweepResult): number {
  if (result.divergence !== null) return exitCode.undecided;
  if (result.verdict === "violated") return exitCode.violated;
  if (result.interrupted) return exitCode.interrupted;
  return result.verdict === "held" ? exitCode.held : exitCode.undecided;
}
