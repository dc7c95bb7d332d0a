import { counted } from "./counted.ts";
import { grouped } from "./grouped.ts";

/** Somebody or something that a history tells of: a client's process, a server, a piece of data. */
export type Lane = { readonly kind: "process" | "node" | "key"; readonly name: string };

/** What sort of thing happened: asked, answered, done (an effect, a change of data), broken on purpose, or said aside. */
export type EntryKind = "question" | "answer" | "change" | "fault" | "notice";

/** One thing that happened, as a person reads it. */
export type TimelineEntry = {
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
  readonly text: string;
  /** 0 proves the violation and is always shown; higher numbers are left out first; null is only counted. */
  readonly rank: number | null;
  /** A poll that found nothing: too many to be told one by one. */
  readonly idle: boolean;
  readonly kind: EntryKind;
  /** Whom and what it concerns, the one who acts first. */
  readonly lanes: readonly Lane[];
};

/** Something that lasts: a call under way, a lease, a process that is down. Milliseconds since the start of the run. */
export type TimelineSpan = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: "call" | "lease" | "down" | "paused" | "unwell";
  readonly text: string;
  readonly lane: Lane;
};

type Line = { readonly at: number | null; readonly marked: boolean; readonly text: string };
type Gap = { readonly from: number; readonly idle: number; readonly other: number };

/**
 * The lines of a timeline: what proves the violation, what explains it, and how much lies between. Longer than
 * `linesMax` nobody reads it.
 */
export function timeline(
  entries: readonly TimelineEntry[],
  { linesMax }: { readonly linesMax: number },
): readonly string[] {
  // Two lines are kept for saying what was left out, which a reader would otherwise take for nothing.
  const chosen = choose(entries, linesMax - 2);
  const gaps = gapsBetween(entries, chosen)
    .sort((a, b) => b.idle + b.other - (a.idle + a.other))
    .slice(0, linesMax - chosen.length);
  const gapAfter = new Map(gaps.map((gap) => [gap.from, gap]));

  const lines: Line[] = [];
  for (const position of chosen) {
    const entry = entries[position];
    if (entry === undefined) continue;
    lines.push({ at: entry.atMs, marked: entry.rank === 0, text: entry.text });
    const gap = gapAfter.get(position);
    if (gap !== undefined) lines.push({ at: null, marked: false, text: tellGap(gap) });
  }

  const width = Math.max(8, ...lines.map(({ at }) => (at === null ? 0 : grouped(at).length)));
  return lines.map(({ at, marked, text }) =>
    at === null
      ? `${" ".repeat(width + 10)}${text}`
      : `  ${marked ? ">" : " "}  ${grouped(at).padStart(width)} ms  ${text}`,
  );
}

/** The entries of the lines that `timeline` would show. */
export const chosenEntries = (
  entries: readonly TimelineEntry[],
  { linesMax }: { readonly linesMax: number },
): readonly TimelineEntry[] =>
  choose(entries, linesMax - 2).flatMap((position) => entries[position] ?? []);

/** Positions of the entries to show, in order: the lowest ranks, and among equals those nearest to the proof. */
function choose(entries: readonly TimelineEntry[], countMax: number): readonly number[] {
  const proofs = entries.flatMap((entry, position) => (entry.rank === 0 ? [position] : []));
  const distance = (position: number): number =>
    Math.min(...proofs.map((proof) => Math.abs(proof - position)), entries.length);

  const candidates = entries
    .flatMap((entry, position) =>
      entry.rank === null ? [] : [{ position, rank: entry.rank, distance: distance(position) }],
    )
    .sort((a, b) => a.rank - b.rank || a.distance - b.distance || a.position - b.position);

  // More proof than fits: its beginning and its end say most.
  const kept =
    proofs.length > countMax
      ? [...proofs.slice(0, Math.ceil(countMax / 2)), ...proofs.slice(-Math.floor(countMax / 2))]
      : candidates.slice(0, countMax).map(({ position }) => position);
  return kept.sort((a, b) => a - b);
}

function gapsBetween(entries: readonly TimelineEntry[], chosen: readonly number[]): Gap[] {
  return chosen.slice(0, -1).flatMap((from, index) => {
    const hidden = entries.slice(from + 1, chosen[index + 1]);
    if (hidden.length === 0) return [];
    const idle = hidden.filter((entry) => entry.idle).length;
    return [{ from, idle, other: hidden.length - idle }];
  });
}

function tellGap({ idle, other }: Gap): string {
  const polls = idle === 0 ? [] : [`${counted(idle, "poll")} that found nothing`];
  const rest = other === 0 ? [] : [counted(other, "other event")];
  return `... ${[...polls, ...rest].join(", ")}`;
}
