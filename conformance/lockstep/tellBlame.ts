import { printable } from "../../reports/printable.ts";
import type { Blame } from "./blameFor.ts";

/** Who is to blame for a difference, in one line. */
export function tellBlame(blame: Blame): string {
  switch (blame.on) {
    case "model":
      return `the model is to blame${blame.file === null ? "" : `, see ${blame.file}`}`;
    case "harness":
      return `the harness is to blame: ${blame.why}`;
    case null:
      return `nobody can say who is to blame: ${blame.why}`;
  }
}

/** The same with the conversation that shows it, where there is one. */
export function tellBlameAtLength(blame: Blame): string {
  const line = `${tellBlame(blame)}\n`;
  if (blame.on !== "model") return line;
  const script = blame.script.split("\n").map((said) => `  ${printable(said)}`);
  return `${line}${script.join("\n")}\n`;
}
