import type picocolors from "picocolors";

type Colours = Pick<typeof picocolors, "bold" | "dim" | "red" | "green" | "yellow">;

/** Colours for words that a reader looks for. Reports know nothing of colours, so that they can be compared and saved. */
export const paint = (text: string, colours: Colours): string =>
  text
    .split("\n")
    .map((line) => {
      if (/^ {2}> /.test(line)) return colours.bold(line);
      if (/^ {2}(?:replay|commit|found by|if this fails)/.test(line)) return colours.dim(line);
      return line
        .replace(/\b(?:violated|VIOLATED|NONDETERMINISM)\b/, (word) => colours.red(word))
        .replace(/\b(?:held|HELD)\b/, (word) => colours.green(word))
        .replace(/\b(?:undecided|UNDECIDED|untested)\b/, (word) => colours.yellow(word));
    })
    .join("\n");
