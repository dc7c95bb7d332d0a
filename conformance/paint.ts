import type picocolors from "picocolors";

type Colours = Pick<typeof picocolors, "bold" | "dim" | "red" | "green" | "yellow">;

/** Colours for words that a reader looks for. Reports know nothing of colours, so that they can be compared and saved. */
export const paint = (text: string, colours: Colours): string =>
  text
    .split("\n")
    .map((line) => {
      if (/^ {2}> /.test(line)) return colours.bold(line);
      if (/^ {2}(?:replay|commit|found by|if this fails)/.test(line)) return colours.dim(line);
      // Lower-case verdicts are coloured where they stand as one: in a column, or at the head of a story.
      return line
        .replace(
          /\bVIOLATED\b|\bNONDETERMINISM\b|(?<= {2})violated(?= {2})|(?<=^\S+ )violated\b/,
          colours.red,
        )
        .replace(/\bHELD\b|(?<= {2})held(?= {2})/, colours.green)
        .replace(/\bUNDECIDED\b|^undecided\b|(?<= {2})untested(?= {2})/, colours.yellow);
    })
    .join("\n");
