import type { Acceptance } from "./acceptance.ts";
import {
  crashTableOfReadme,
  crashTableSection,
} from "../streamBalancer/crashTable/crashTableOfReadme.ts";
import { rewriteSection } from "./rewriteSection.ts";

/**
 * What is left when somebody dies after any command of a stream balancer, in the published design and in the reference.
 * Rewrites the table in spec/streamBalancer/README.md; the reference may lose nothing.
 */
export const crashTableIsTrue: Acceptance = async (_jobs, say) => {
  const { tables, lostByReference } = await crashTableOfReadme();
  rewriteSection(crashTableSection, tables);
  say(`${tables.split("\n").length} lines`);
  return lostByReference.map((row) => `the reference: ${row}`);
};
