import { bugReport } from "../../reports/bugReport.ts";
import { htmlReport } from "../../reports/html/htmlReport.ts";
import type { RunStory } from "../../reports/runStory.ts";
import type { Terminal } from "../terminal.ts";
import { reasonOf } from "./reasonOf.ts";
import { writeWhole } from "./writeWhole.ts";

/**
 * Saves a violated run as a page to look at and as an issue to file, and the script that shows it plainly if there is one.
 *
 * @param base the path of all of them, without ".html", ".md" and ".repro.mjs"
 * @returns the path of the page; null when it could not be written, which is said
 */
export function saveStory(base: string, story: RunStory, terminal: Terminal): string | null {
  const page = `${base}.html`;
  try {
    writeWhole(page, htmlReport(story));
    writeWhole(`${base}.md`, bugReport(story));
    if ("script" in story.reproduction) writeWhole(`${base}.repro.mjs`, story.reproduction.script);
    return page;
  } catch (error) {
    terminal.err(`claimcheck: could not save ${page} (${reasonOf(error)}); use --report DIR\n`);
    return null;
  }
}
