import type { Bytes } from "../bytes.ts";
import { splitInline } from "../resp/splitInline.ts";

/** The first line of a script, when it is one like "#!lua flags=no-writes". */
export type Shebang = {
  readonly present: boolean;
  readonly flags: ReadonlySet<string>;
  /** How much of the script it takes; the line end stays, so that line numbers are right. */
  readonly length: number;
};

/**
 * Reads it as Redis 7.0 does, or answers Redis' error. Where engines are names, as in Valkey 8.1, their case does not matter,
 * and whether there is such a one is asked last.
 */
export function readShebang(
  source: Bytes,
  enginesAreNames: boolean,
): Shebang | { readonly error: string } {
  if (!source.startsWith("#!")) return none;
  const length = source.indexOf("\n");
  const line = source.slice(0, length);
  if (length === -1 || line.includes("\0")) return { error: "ERR Invalid script shebang" };
  const [engine, ...options] = splitInline(line) ?? [];
  if (engine === undefined) return { error: "ERR Invalid engine in script shebang" };
  const isKnown = (enginesAreNames ? engine.toLowerCase() : engine) === "#!lua";
  const unknown = { error: `ERR Unexpected engine in script shebang: ${engine}` };
  if (!isKnown && !enginesAreNames) return unknown;

  const flags = new Set<string>();
  for (const option of options) {
    if (!option.startsWith("flags=")) return { error: `ERR Unknown lua shebang option: ${option}` };
    const list = option.slice("flags=".length);
    if (list === "") continue;
    for (const flag of list.split(",")) {
      if (!scriptFlags.includes(flag))
        return { error: `ERR Unexpected flag in script shebang: ${flag}` };
      flags.add(flag);
    }
  }
  return isKnown ? { present: true, flags, length } : unknown;
}

const none: Shebang = { present: false, flags: new Set(), length: 0 };

/** What a script may declare of itself, in Redis' order. */
export const scriptFlags: readonly string[] = [
  "no-writes",
  "allow-oom",
  "allow-stale",
  "no-cluster",
  "allow-cross-slot-keys",
];
