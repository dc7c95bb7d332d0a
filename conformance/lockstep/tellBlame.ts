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

const linesMax = 24;
const lengthMax = 240;

/** The same with the end of the conversation that shows it, where there is one. */
export function tellBlameAtLength(blame: Blame): string {
  const line = `${tellBlame(blame)}\n`;
  if (blame.on !== "model") return line;
  const script = blame.script.split("\n");
  const said = script.slice(-linesMax).map((each) => `  ${shortened(printable(each))}\n`);
  if (script.length > linesMax) said.unshift(`  ... ${script.length - linesMax} lines before\n`);
  return `${line}${said.join("")}`;
}

/** Requests, not replies: those may differ far from where they begin. */
const shortened = (text: string): string =>
  text.length > lengthMax && text.includes("> ") ? `${text.slice(0, lengthMax)} ...` : text;
