import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";

/** The longest common subsequence of two strings, in O(N * M) time and memory as in Redis. */
export const lcs = family({
  LCS(context) {
    const a = context.db.get(context.arg(1));
    const b = context.db.get(context.arg(2));
    if ((a !== undefined && a.kind !== "string") || (b !== undefined && b.kind !== "string"))
      return { error: "ERR The specified keys must contain string values" };
    const options = parseOptions(context);
    if ("error" in options) return options;
    return compare(context, a?.value ?? "", b?.value ?? "", options);
  },
});

type Options = {
  readonly answer: "text" | "length" | "matches";
  readonly minMatch: number;
  readonly withLengths: boolean;
};

/** LCS key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN] */
function parseOptions(context: Context): Options | ErrorReply {
  let [length, matches, withLengths, minMatch] = [false, false, false, 0];
  for (let i = 3; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    if (option === "IDX") matches = true;
    else if (option === "LEN") length = true;
    else if (option === "WITHMATCHLEN") withLengths = true;
    else if (option === "MINMATCHLEN" && i + 1 < context.argv.length) {
      const given = parseInteger(context.arg(++i));
      if (given === null) return notAnInteger;
      minMatch = given;
    } else return syntaxError;
  }
  if (matches && length)
    return { error: "ERR If you want both the length and indexes, please just use IDX." };
  return { answer: matches ? "matches" : length ? "length" : "text", minMatch, withLengths };
}

/** Redis would need gigabytes as well; whoever asks for that is not testing a queue. */
const cellsMax = 2 ** 27;

function compare(context: Context, a: Bytes, b: Bytes, options: Options): Reply {
  const width = b.length + 1;
  const cells = (a.length + 1) * width;
  if (cells > cellsMax) return context.unsupported(`LCS of ${a.length} and ${b.length} bytes`);
  context.touch(cells);
  // At [i, j]: the length for the first i bytes of a and the first j of b.
  const lengths = new Uint32Array(cells);
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++)
      lengths[i * width + j] =
        a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
          ? lengths[(i - 1) * width + j - 1]! + 1
          : Math.max(lengths[(i - 1) * width + j]!, lengths[i * width + j - 1]!);

  const length = lengths[cells - 1]!;
  if (options.answer === "length") return length;
  const ranges = walkBack(a, b, lengths);
  if (options.answer === "text")
    return ranges
      .toReversed()
      .map(({ a: from, size }) => a.slice(from, from + size))
      .join("");
  const matches = ranges
    .filter(({ size }) => size >= options.minMatch)
    .map((range): Reply => {
      const positions: Reply[] = [
        [range.a, range.a + range.size - 1],
        [range.b, range.b + range.size - 1],
      ];
      return options.withLengths ? [...positions, range.size] : positions;
    });
  return {
    map: [
      ["matches", matches],
      ["len", length],
    ],
  };
}

/** Equal bytes from these positions on. */
type Range = { readonly a: number; readonly b: number; readonly size: number };

/** From the ends to the beginnings along the longest choices; on a tie Redis leaves out a byte of b. */
function walkBack(a: Bytes, b: Bytes, lengths: Uint32Array): Range[] {
  const width = b.length + 1;
  const ranges: Range[] = [];
  let [i, j, size] = [a.length, b.length, 0];
  const emit = (): void => {
    if (size > 0) ranges.push({ a: i, b: j, size });
    size = 0;
  };
  while (i > 0 && j > 0) {
    if (a.charCodeAt(i - 1) === b.charCodeAt(j - 1)) {
      i--;
      j--;
      size++;
      continue;
    }
    emit();
    if (lengths[(i - 1) * width + j]! > lengths[i * width + j - 1]!) i--;
    else j--;
  }
  emit();
  return ranges;
}
