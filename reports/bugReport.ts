import { printable } from "./printable.ts";
import type { RunStory } from "./runStory.ts";
import { sequenceDiagram } from "./sequenceDiagram.ts";
import { chosenEntries, timeline } from "./timeline.ts";

/** How many lines of a timeline a person reads. */
const linesMax = 20;

/** A violation as an issue for whoever maintains the subject: Markdown that an issue tracker renders. */
export function bugReport(story: RunStory): string {
  const { replay } = story;
  return [
    `# ${story.subject}: ${story.because}`,
    "",
    "## What was promised",
    "",
    `> ${story.statement}`,
    "",
    `That is rule ${story.rule} of the ${story.contract} contract (${story.level.toUpperCase()}).`,
    "",
    "## What happened",
    "",
    `${sentence(story.because)} Times are milliseconds of virtual time since the run began; \`>\` marks what proves it.`,
    "",
    "```text",
    ...timeline(story.entries, { linesMax }).map(printable),
    "```",
    "",
    "```mermaid",
    ...sequenceDiagram(chosenEntries(story.entries, { linesMax })).map(printable),
    "```",
    "",
    ...why(story.explanations),
    ...plainly(story.reproduction),
    "## What to look at first",
    "",
    story.hint,
    "",
    "## How to see it again",
    "",
    ...(replay === null ? ["No artefact was saved."] : ["```sh", "npm ci", replay, "```"]),
    "",
    `Found by ${story.found}, ${story.setting}. The run has the digest \`${story.digest}\`, on every machine and in every replay.`,
    "",
    "## Versions",
    "",
    ...Object.entries(story.versions).map(([name, version]) => `- ${name} ${version}`),
    ...(story.commit === null ? [] : [`- commit ${story.commit.slice(0, 12)}`]),
    "",
  ].join("\n");
}

/** So many explanations a reader wants. */
const explanationsMax = 5;

function why(explanations: readonly string[]): readonly string[] {
  if (explanations.length === 0) return [];
  const more = explanations.length - explanationsMax;
  return [
    "## What came of it",
    "",
    ...explanations.slice(0, explanationsMax).map((told) => `- ${printable(told)}`),
    ...(more > 0 ? [`- and ${more} more like these`] : []),
    "",
  ];
}

function plainly(reproduction: RunStory["reproduction"]): readonly string[] {
  const title = ["## Without claimcheck", ""];
  if ("why" in reproduction)
    return [...title, `There is no plain script for it: ${printable(reproduction.why)}.`, ""];
  return [
    ...title,
    "The same window, hit by a script with the subject, its client and an empty `redis-server`; it exits with 1 when it happened.",
    "",
    "```js",
    reproduction.script.trimEnd(),
    "```",
    "",
  ];
}

const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
