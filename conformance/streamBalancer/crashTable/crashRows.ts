import type { StreamBalancerSubject } from "../../../adapters/streamBalancer/subject.ts";
import type { EntryPlace, StreamBalancerEvent } from "../../../spec/streamBalancer/history.ts";
import { startMs } from "../../scenario/startMs.ts";
import { runScenario } from "../runScenario.ts";
import type { Operation } from "./operations.ts";

/** What is left when somebody dies right after one command of an operation, and what comes of it. */
export type CrashRow = {
  /** The command, in capital letters. */
  readonly command: string;
  readonly pending: string;
  readonly inStream: string;
  readonly lease: string;
  readonly deadLetters: number;
  /** What has become of the message in the end; "lost" when nothing has. */
  readonly outcome: string;
};

/** An operation is over when nothing of it happens for so long. */
const gapMs = 300;
/** What was sent so long before the first change belongs to the operation. */
const beforeMs = 50;

/** One row for each command of an operation, each from a run in which whoever sent it died right after it. */
export async function crashRows(
  subject: StreamBalancerSubject,
  { scenario, fromMs, isPart }: Operation,
): Promise<readonly CrashRow[]> {
  const calm = await runScenario({ subject, scenario, seed: 1, journal: "full" });
  const changes = changesOf(calm.history, fromMs, isPart);
  const [first] = changes;
  const last = changes.at(-1);
  const process = first !== undefined && "process" in first ? first.process : null;
  if (first === undefined || last === undefined || process === null) return [];

  const sinceMs = first.at - startMs - beforeMs;
  const commands = commandsOf(calm.journal, process).filter(
    ({ atMs }) => atMs > sinceMs && atMs <= last.at - startMs + 1,
  );
  const rows: CrashRow[] = [];
  for (const [index, { name }] of commands.entries()) {
    if (name === "XREADGROUP") continue; // It waits for the next entry, and does nothing before that comes.
    const crash = {
      fault: "crash",
      atMs: sinceMs,
      process,
      request: index + 1,
      edge: "after",
      restartAfterMs: null,
    } as const;
    const faults = [...scenario.faults, crash];
    const run = await runScenario({ subject, scenario: { ...scenario, faults }, seed: 1, journal: "digest" }); // prettier-ignore
    rows.push({ command: name, ...stateAfter(run.history, process, sinceMs) });
  }
  return rows;
}

/** The changes of one operation, all by whoever made the first of them. */
function changesOf(
  history: readonly StreamBalancerEvent[],
  fromMs: number,
  isPart: Operation["isPart"],
): readonly StreamBalancerEvent[] {
  const found: StreamBalancerEvent[] = [];
  for (const event of history) {
    if (event.at - startMs < fromMs || !isPart(event) || !("process" in event)) continue;
    const last = found.at(-1);
    if (last === undefined ? event.process === null : event.at - last.at > gapMs) continue;
    if (last === undefined || ("process" in last && last.process === event.process))
      found.push(event);
  }
  return found;
}

/** What a process had executed, and when, as the journal of the run tells it. */
function commandsOf(
  journal: readonly string[],
  process: string,
): readonly { readonly atMs: number; readonly name: string }[] {
  return journal.flatMap((line) => {
    const [, us, who, name] = /^(\d+) (\S+) > (\S+)/.exec(line) ?? [];
    if (us === undefined || name === undefined || who !== process) return [];
    return { atMs: Number(us) / 1000 - startMs, name: name.toUpperCase() };
  });
}

function stateAfter(
  history: readonly StreamBalancerEvent[],
  process: string,
  sinceMs: number,
): Omit<CrashRow, "command"> {
  const died = history.findIndex(
    (event) =>
      event.type === "process" &&
      event.process === process &&
      event.change === "crashed" &&
      event.at - startMs >= sinceMs,
  );
  const before = history.slice(0, died + 1);
  const places = placesIn(before);
  const pending = [...places].flatMap(([id, where]) =>
    "consumer" in where ? [`${nameOf(id, places)} entry, for ${where.consumer}`] : [],
  );
  const inStream = [...places].flatMap(([id, { place }]) =>
    place === "gone" || place === "trimmed" ? [] : [nameOf(id, places)],
  );
  const lease = before.findLast((event) => event.type === "lease");
  return {
    pending: pending.join(", ") || "none",
    inStream: inStream.join(", ") || "none",
    lease: lease?.type === "lease" ? (lease.holder ?? "none") : "none",
    deadLetters: deadLettersIn(before),
    outcome: outcomeOf(history, died),
  };
}

/** Where each entry was last, the oldest first. */
function placesIn(history: readonly StreamBalancerEvent[]): ReadonlyMap<string, EntryPlace> {
  const places = new Map<string, EntryPlace>();
  for (const event of history) if (event.type === "entry") places.set(event.id, event.where);
  return places;
}

const nameOf = (id: string, places: ReadonlyMap<string, EntryPlace>): string =>
  [...places.keys()].indexOf(id) === 0 ? "old" : "new";

const deadLettersIn = (history: readonly StreamBalancerEvent[]): number =>
  history.filter((event) => event.type === "dead-letter" && event.change === "added").length;

function outcomeOf(history: readonly StreamBalancerEvent[], died: number): string {
  const told: string[] = [];
  const before = history.slice(0, died).filter(({ type }) => type === "worked").length;
  const after = history.slice(died).filter(({ type }) => type === "worked").length;
  const deadLetters = deadLettersIn(history);
  const places = [...placesIn(history).values()];
  const isThere = places.some(({ place }) => place === "pending" || place === "undelivered");
  if (deadLetters > 0) told.push(deadLetters === 1 ? "a dead letter" : `${deadLetters} dead letters`); // prettier-ignore
  if (before > 0 && after > 0) told.push("done again, although it was done");
  else if (after > 0) told.push(after === 1 ? "done by somebody else" : `done ${after} times`);
  else if (before > 0) told.push("done");
  if (told.length === 0) told.push(isThere ? "still pending" : "**lost**");
  if (places.some(({ place }) => place === "stranded"))
    told.push("an acknowledged entry stays in the stream");
  return told.join("; ");
}
