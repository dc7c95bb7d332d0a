import type { Value } from "./value.ts";

/** The digits of the largest integer that is shared. */
export const sharedTextMax = 4;

/** The integer below 10 000 whose shared object Redis would keep for the value; -1 when the value has an object of its own. */
export function sharedIntegerOf(value: Value): number {
  if (value.kind !== "string" || value.encoding !== "natural") return -1;
  const text = value.value;
  if (text.length === 0 || text.length > sharedTextMax) return -1;
  let integer = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    integer = integer * 10 + digit;
  }
  return text.length > 1 && text.charCodeAt(0) === 48 ? -1 : integer;
}
