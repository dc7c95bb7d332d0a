import type { RunStory } from "../runStory.ts";
import type { Lane } from "../timeline.ts";
import { escapeXml } from "../xml.ts";
import { pageScript } from "./pageScript.ts";
import { pageStyle } from "./pageStyle.ts";

/**
 * One run as a page: lanes for processes, nodes and data, what lasted as bars, the violated interval marked, and every event to
 * step through. It is one file that loads nothing and asks nothing of a network; its own policy forbids it.
 */
export function htmlReport(story: RunStory): string {
  const title = `${story.rule} violated by ${story.subject}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1><span class="rule">${escapeXml(story.rule)}</span> ${escapeXml(story.statement)}</h1>
<p class="because">${escapeXml(story.because)}</p>
<dl>
${facts(story)
  .map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeXml(value)}</dd></div>`)
  .join("\n")}
</dl>
${why(story.explanations)}</header>
<nav aria-label="What is shown">
<input id="search" type="search" placeholder="search (/)" aria-label="Search the events">
<span id="kinds" role="group" aria-label="Kinds of events"></span>
<span class="zoom" role="group" aria-label="Zoom">
<button type="button" id="to-proof" title="v">violated interval</button>
<button type="button" id="to-all" title="0">whole run</button>
<button type="button" id="zoom-in" title="+" aria-label="Closer">+</button>
<button type="button" id="zoom-out" title="-" aria-label="Further away">&minus;</button>
</span>
</nav>
<main>
<section id="lanes" aria-label="Lanes"><canvas id="chart" tabindex="0" role="img" aria-label="Swim lanes of the run; the list below says the same in words"></canvas><div id="tip" hidden></div></section>
<section id="list" tabindex="0" role="listbox" aria-label="Events"><div id="space"></div></section>
</main>
<footer><span id="status" aria-live="polite"></span><span class="keys"><kbd>j</kbd><kbd>k</kbd> step <kbd>n</kbd><kbd>p</kbd> proof <kbd>/</kbd> search <kbd>+</kbd><kbd>&minus;</kbd><kbd>0</kbd><kbd>v</kbd> zoom; wheel, drag, and click a lane's name to see only its events</span></footer>
<script type="application/json" id="run">${dataOf(story)}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

const why = (explanations: readonly string[]): string =>
  explanations.length === 0
    ? ""
    : `<details><summary>What came again or late, and why (${explanations.length})</summary><ul>
${explanations.map((told) => `<li>${escapeXml(told)}</li>`).join("\n")}
</ul></details>
`;

const facts = (story: RunStory): readonly (readonly [string, string])[] => [
  ["subject", `${story.subject} (${story.contract})`],
  ["run on", story.setting],
  ["found by", story.found],
  ...(story.replay === null ? [] : [["replay", story.replay] as const]),
  ["look at", story.hint],
  ["digest", story.digest],
  ["versions", Object.entries(story.versions).map(([name, version]) => `${name} ${version}`).join(", ")], // prettier-ignore
  ...(story.commit === null ? [] : [["commit", story.commit.slice(0, 12)] as const]),
];

/** What the page's script reads: lanes by their position, so that ten thousand events stay a small file. */
function dataOf({ entries, spans }: RunStory): string {
  const lanes: Lane[] = [];
  const positions = new Map<string, number>();
  const positionOf = (lane: Lane): number => {
    const name = `${lane.kind} ${lane.name}`;
    const known = positions.get(name);
    if (known !== undefined) return known;
    positions.set(name, lanes.length);
    return lanes.push(lane) - 1;
  };
  const data = {
    events: entries.map(({ atMs, text, rank, idle, kind, lanes: concerned }) => [
      atMs,
      text,
      kind,
      concerned.map(positionOf),
      rank === 0 ? 2 : idle ? 1 : 0,
    ]),
    spans: spans.map(({ fromMs, toMs, kind, text, lane }) => [
      fromMs,
      toMs,
      kind,
      text,
      positionOf(lane),
    ]),
    lanes: lanes.map(({ kind, name }) => [kind, name]),
  };
  // Nothing that a subject says may end the element.
  return JSON.stringify(data).replaceAll("<", String.raw`\u003c`);
}
