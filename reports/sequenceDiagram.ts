import { grouped } from "./grouped.ts";
import type { TimelineEntry } from "./timeline.ts";

/**
 * The events of a story as a Mermaid sequence diagram: who asked Redis what, what came of it, and what struck. It renders
 * where issues are written.
 *
 * @param entries those worth telling, in order
 */
export function sequenceDiagram(entries: readonly TimelineEntry[]): readonly string[] {
  const names = new Set(
    entries.flatMap(({ lanes }) => lanes.flatMap(({ kind, name }) => (kind === "key" ? [] : name))),
  );
  const processes = [...names].filter((name) => !isNode(name));
  const nodes = [...names].filter(isNode);
  const participants = new Map<string, string>([
    ...processes.map((name, index) => [name, `P${index + 1}`] as const),
    ["Redis", "R"],
    ...nodes.map((name, index) => [name, `N${index + 1}`] as const),
  ]);
  return [
    "sequenceDiagram",
    ...[...participants].map(([name, id]) => `  participant ${id} as ${text(name)}`),
    ...entries.map((entry) => `  ${tell(entry, participants)}`),
  ];
}

function tell(
  { atMs, text: told, kind, lanes, rank }: TimelineEntry,
  participants: ReadonlyMap<string, string>,
): string {
  const actors = lanes.flatMap((lane) =>
    lane.kind === "key" ? [] : [{ ...lane, id: participants.get(lane.name) ?? "R" }],
  );
  const [actor] = actors;
  const words = text(`${rank === 0 ? "> " : ""}${grouped(atMs)} ms: ${told}`);
  if (actor?.kind === "process" && kind === "question") return `${actor.id}->>R: ${words}`;
  if (actor?.kind === "process" && kind === "answer") return `R-->>${actor.id}: ${words}`;
  const place = kind === "change" ? actors.find((each) => each.kind === "node") : actor;
  const over = place?.id ?? "R";
  return `Note over ${over}: ${words}`;
}

const isNode = (name: string): boolean => /^redis-\d+$/.test(name);

/** What Mermaid would read as its own is written as it asks for it. */
const text = (words: string): string =>
  words
    .replace(/[#;<>]/g, (character) => `#${character.codePointAt(0)};`)
    .replace(/\s+/g, " ")
    .trim();
