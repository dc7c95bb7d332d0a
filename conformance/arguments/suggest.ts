import { closest, distance } from "fastest-levenshtein";

/** The known name nearest to what was typed; null when none is near enough to be what was meant. */
export function suggest(typed: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const wanted = typed.toLowerCase();
  const bySpelling = new Map(names.map((name) => [name.toLowerCase(), name]));

  // "trustsTheScore" for "broken/trustsTheScore": a part of a name is meant as the name when only one has it.
  const containing = names.filter(
    (name) => wanted.length >= 3 && name.toLowerCase().includes(wanted),
  );
  if (containing.length === 1) return containing[0] ?? null;

  const nearest = closest(wanted, [...bySpelling.keys()]);
  const errorsMax = Math.max(2, Math.floor(nearest.length / 3));
  return distance(wanted, nearest) <= errorsMax ? (bySpelling.get(nearest) ?? null) : null;
}
