import type { Bytes } from "../bytes.ts";
import { splitInline } from "../resp/splitInline.ts";
import { untilNul } from "../lua/untilNul.ts";

/** The first line of a library, "#!lua name=mylib". */
type LibraryMetadata = {
  readonly engine: Bytes;
  readonly name: Bytes;
  /** What follows the line, its end included, so that line numbers are right. */
  readonly code: Bytes;
};

/** Reads it as Redis 7.0 does, or answers Redis' error. */
export function libraryMetadata(source: Bytes): LibraryMetadata | { readonly error: string } {
  if (!source.startsWith("#!")) return { error: "ERR Missing library metadata" };
  const end = source.indexOf("\n");
  const line = source.slice(0, end);
  if (end === -1 || line.includes("\0")) return { error: "ERR Invalid library metadata" };
  const [first, ...options] = splitInline(line) ?? [];
  if (first === undefined) return { error: "ERR Invalid library metadata" };
  let name: Bytes | null = null;
  for (const option of options) {
    if (option.slice(0, 5).toLowerCase() !== "name=")
      return { error: `ERR Invalid metadata value given: ${untilNul(option)}` };
    if (name !== null)
      return {
        error: "ERR Invalid metadata value, name argument was given multiple times",
      };
    name = option.slice(5);
  }
  if (name === null) return { error: "ERR Library name was not given" };
  return { engine: first.slice(2), name, code: source.slice(end) };
}
