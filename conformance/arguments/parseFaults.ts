import { InputError } from "../../spec/inputError.ts";
import { knownName } from "./knownName.ts";

/** "all", "none", or kinds separated by commas, in the order in which they are listed to people. */
export function parseFaults(text: string, kinds: readonly string[]): readonly string[] {
  if (text === "all") return kinds;
  if (text === "none") return [];

  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) {
    throw new InputError(
      "BAD_FAULTS",
      `--faults: got ${JSON.stringify(text)}; give all, none, or kinds separated by commas, such as crash,lose-reply`,
    );
  }
  if (names.includes("all") || names.includes("none")) {
    throw new InputError(
      "BAD_FAULTS",
      `--faults: got ${JSON.stringify(text)}; "all" and "none" stand alone`,
    );
  }
  const chosen = new Set(names.map((name) => knownName("fault", name, kinds, (kind) => kind)));
  return kinds.filter((kind) => chosen.has(kind));
}
