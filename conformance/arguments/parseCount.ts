import { InputError } from "../../spec/inputError.ts";

/** How many of something, from one to a billion. */
export function parseCount(flag: string, text: string): number {
  const count = /^[0-9]{1,10}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 1_000_000_000) return count;
  throw new InputError(
    "BAD_COUNT",
    `${flag}: got ${JSON.stringify(text)}; give a whole number from 1 to 1000000000`,
  );
}
