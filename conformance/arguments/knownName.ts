import { callOf } from "../../spec/commandLine.ts";
import { InputError } from "../../spec/inputError.ts";
import { suggest } from "./suggest.ts";

/** Finds the item of that name, or says which names there are and which was probably meant. */
export function knownName<Item>(
  what: string,
  typed: string,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Item {
  const found = items.find((item) => nameOf(item) === typed);
  if (found !== undefined) return found;

  const names = items.map(nameOf);
  const near = suggest(typed, names);
  const right =
    near === null
      ? names.length <= 8
        ? `one of ${names.join(", ")}`
        : `see ${callOf("list")} for all ${names.length}`
      : `did you mean ${JSON.stringify(near)}?`;
  throw new InputError(
    `UNKNOWN_${what.toUpperCase().replace("-", "_")}`,
    `${JSON.stringify(typed)}; ${right}`,
  );
}
