import { readFileSync } from "node:fs";
import { writeWhole } from "../artefacts/writeWhole.ts";

/** Where a generated table stands in a page: between the line that says how it is made and the next end. */
type Section = { readonly page: string; readonly begin: string };

const end = "<!-- end -->";

/** Puts a table into a page in place of what stood there. @throws Error when the page has no such section */
export function rewriteSection({ page, begin }: Section, table: string): void {
  const text = readFileSync(page, "utf8");
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) {
    throw new Error(
      `rewriteSection: ${page} has no section; "${begin}" and "${end}" would be right`,
    );
  }
  writeWhole(page, `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`);
}
