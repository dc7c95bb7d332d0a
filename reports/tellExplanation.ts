import type { Explanation } from "../spec/explanation.ts";
import { printable } from "./printable.ts";

/** An explanation as one sentence: what happened, because of what, because of what. */
export const tellExplanation = ({ chain }: Explanation): string =>
  printable(chain.join(", because "));
