import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { crashTableOfReadme, crashTableSection } from "./crashTableOfReadme.ts";

const page = readFileSync(
  new URL("../../../spec/streamBalancer/README.md", import.meta.url),
  "utf8",
);
/** Prettier aligns the columns of the page. */
const cells = (text: string): string => text.replaceAll(/[ -]*\|[ -]*/g, "|").trim();

it("stands in the contract's page as the runs have it; `npm run acceptance -- crash-table` writes it anew", async () => {
  const { tables, lostByReference } = await crashTableOfReadme();
  const section = page.slice(page.indexOf(crashTableSection.begin));
  const written = section.slice(crashTableSection.begin.length, section.indexOf("<!-- end -->"));
  expect(cells(written)).toBe(cells(tables));
  expect(lostByReference).toEqual([]);
  // What the published design is known for (contracts.md, 3.7b): acknowledged, and never added again.
  expect(tables).toMatch(/a scan recovers .*\| XACK \|.*\*\*lost\*\*/);
});
