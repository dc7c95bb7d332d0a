import { InputError } from "../../spec/inputError.ts";

/** A position in a journal; 1 is its first line. */
export function parseStep(text: string): number {
  const step = /^[0-9]{1,12}$/.test(text) ? Number(text) : 0;
  if (step >= 1) return step;
  throw new InputError(
    "BAD_STEP",
    `--until: got ${JSON.stringify(text)}; give the number of a journal line, 1 or more`,
  );
}
