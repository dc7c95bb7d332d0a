import { isHousekeeping } from "../scenario/openCalls.ts";
import type { WorldEvent } from "../../spec/worldEvent.ts";
import type { WithoutTime } from "../scenario/withoutTime.ts";
import { authorsOf } from "./authorOf.ts";
import type { JournalLine } from "./journalLine.ts";
import type { FollowedNodes } from "./followNodes.ts";
import type { LiveCall, LiveCost, LiveEvent, LiveHistory, Telling } from "./liveTrial.ts";
import type { ProxiedConnection } from "./workerProxies.ts";

/** One life of a worker process, from its start to its end. */
export type WorkerLife = {
  readonly process: string;
  readonly journal: readonly JournalLine[];
  /** When it was gone, by the harness's clock. */
  readonly endedUs: number;
  /** Why the calls that were open then were never heard of again. */
  readonly ending: string;
};

/** What the harness did or saw, by its clock. */
export type HarnessEvent = {
  readonly atUs: number;
  readonly event: WithoutTime<WorldEvent>;
  /** It only happened if a request of the harness has changed something until then. */
  readonly onlyIfChangedUntilUs?: number;
};

/** What happened, in one order, and what kept us from knowing it. */
export type MergedHistory = {
  readonly history: LiveHistory["history"];
  /** How many requests of workers were carried out. */
  readonly commands: number;
  /** Changes that are out of the order of the calls which made them: clocks disagree more than was measured. */
  readonly misplaced: number;
  /** Calls that say that they changed something, of which no server told, and one may have died before it could. */
  readonly unheard: number;
};

type Entry = { atUs: number; event: LiveEvent };
type Call = LiveCall & {
  readonly invoked: Entry;
  readonly returned: Entry;
  readonly cost: LiveCost;
};
type Life = { readonly life: WorkerLife; readonly entries: Entry[]; readonly calls: Call[] };

/**
 * Puts what workers wrote down, what servers told and what the harness did into one history, by their clocks. A change
 * lies within the call that made it: where the clocks put it outside, the call is taken to be longer by that little.
 */
export function mergeHistory(
  lives: readonly WorkerLife[],
  { requests, switched }: Pick<FollowedNodes, "requests" | "switched">,
  harness: readonly HarnessEvent[],
  connections: readonly ProxiedConnection[],
  silences: readonly number[],
  clockErrorUs: number,
  telling: Telling,
): MergedHistory {
  const all = lives.map((life) => readLife(life, telling));
  const ownerOf = ownersOf(all, connections);
  const states: { readonly entry: Entry; readonly author: Call | null }[] = [];
  const changedUs: number[] = [];
  const noticed: Entry[] = [];
  let commands = 0;

  for (const { node, atUs, port, argv, changes, states: changed, isAside, by: taker } of requests) {
    const owner = ownerOf(node, port, atUs + clockErrorUs);
    if (owner === null) {
      if (changes > 0) changedUs.push(atUs);
    } else {
      commands++;
      const event = telling.request(owner.life.process, argv);
      if (event !== null) noticed.push({ atUs, event });
    }
    const isOfNobody = owner === null || isHousekeeping(argv[0] ?? "");
    const authors = isOfNobody ? [] : authorsOf(owner.calls, argv, atUs, clockErrorUs, telling);
    for (const { cost } of authors) cost.commands++;
    const [first = null] = authors;
    const author = authors.length === 1 ? first : null;
    if (author !== null) {
      const { event } = author.returned;
      if (isAside && event.type === "returned") author.returned.event = { ...event, aside: true };
      author.invoked.atUs = Math.min(author.invoked.atUs, atUs - 0.5);
      // Of a call without an answer something may be carried out later, and it is none the longer for that.
      if (author.outcome.type !== "unknown")
        author.returned.atUs = Math.max(author.returned.atUs, atUs + 0.5);
    }
    for (const { id, state } of changed) {
      const by = {
        process: owner?.life.process ?? taker ?? null,
        op: author?.op ?? null,
        ...(isAside ? { aside: { node } } : {}),
      };
      states.push({ entry: { atUs, event: telling.fact(id, state, by) }, author });
    }
  }

  const happened = harness.filter(
    ({ atUs, onlyIfChangedUntilUs: untilUs }) =>
      untilUs === undefined ||
      changedUs.some((us) => us >= atUs - clockErrorUs && us <= untilUs + clockErrorUs),
  );
  const entries: Entry[] = [
    ...happened.map(({ atUs, event }) => ({ atUs, event })),
    ...all.flatMap((life) => inItsOwnOrder(life.entries)),
    ...noticed,
    ...states.map(({ entry }) => entry),
    ...switched.flatMap(({ atUs, incident, states: left }): Entry[] => [
      { atUs, event: incident },
      ...left.map(({ id, state }) => ({
        atUs,
        event: telling.fact(id, state, { process: null, op: null }),
      })),
    ]),
  ].sort((a, b) => a.atUs - b.atUs);

  const misplaced = states.filter(
    ({ entry, author }) =>
      author !== null &&
      (entry.atUs < author.invoked.atUs ||
        (author.outcome.type !== "unknown" && entry.atUs > author.returned.atUs)),
  ).length;
  const unheard = all.flatMap(({ calls }) =>
    calls.filter((call) => telling.mayChange(call.call) && isUnheard(call, silences)),
  ).length;
  return { history: entries.map(timed), commands, misplaced, unheard };
}

/** What a node did so long before it died it has told, and that has arrived. */
const untoldUsMax = 100_000;

/** Whether a call may have been carried out by a node that fell silent before it could tell. */
function isUnheard(
  { outcome, cost, invokedUs, returnedUs }: Call,
  silences: readonly number[],
): boolean {
  if (outcome.type !== "ok" || cost.commands > 0) return false;
  return silences.some((atUs) => invokedUs <= atUs && atUs <= returnedUs + untoldUsMax);
}

/** When an event happened, in whole milliseconds as the rules have it. */
const timed = ({ atUs, event }: Entry): LiveHistory["history"][number] => ({
  ...event,
  at: Math.floor(atUs / 1000),
});

function readLife(life: WorkerLife, { ended }: Telling): Life {
  const { process, journal, endedUs, ending } = life;
  const entries: Entry[] = [];
  const calls: Call[] = [];
  const open = new Map<number, (JournalLine & { readonly type: "invoked" }) & { entry: Entry }>();
  const add = (atUs: number, event: LiveEvent): Entry => {
    const entry = { atUs, event };
    entries.push(entry);
    return entry;
  };
  const end = (op: number, returnedUs: number, outcome: LiveCall["outcome"]): void => {
    const begun = open.get(op);
    if (begun === undefined) return;
    open.delete(op);
    const { call, atUs: invokedUs, entry: invoked } = begun;
    const { name } = call;
    const cost: LiveCost = { commands: 0, elements: 0, slots: [] };
    const event = { type: "returned", process, op, name, outcome, ...ended(call, cost) };
    const returned = add(returnedUs, event);
    calls.push({ op, call, invokedUs, returnedUs, outcome, invoked, returned, cost });
  };

  for (const line of journal) {
    const { atUs } = line;
    switch (line.type) {
      case "started":
        add(atUs, started(process));
        break;
      case "invoked": {
        const { op, call } = line;
        open.set(op, { ...line, entry: add(atUs, { type: "invoked", process, op, call }) });
        break;
      }
      case "returned":
        end(line.op, atUs, line.outcome);
        break;
      case "told":
        add(atUs, line.event);
        break;
      case "lag":
      case "clock":
        break;
    }
  }
  for (const op of open.keys()) end(op, endedUs, { type: "unknown", reason: ending });
  return { life, entries, calls };
}

const started = (process: string): WithoutTime<WorldEvent> => ({
  type: "process",
  process,
  change: "started",
});

/** A process does one thing after the other, whatever its calls were stretched to. */
function inItsOwnOrder(entries: readonly Entry[]): readonly Entry[] {
  let lastUs = -Infinity;
  for (const entry of entries) lastUs = entry.atUs = Math.max(entry.atUs, lastUs);
  return entries;
}

/** Finds whose port at a node it was: whoever had connected from it last. */
function ownersOf(
  lives: readonly Life[],
  connections: readonly ProxiedConnection[],
): (node: string, port: number, beforeUs: number) => Life | null {
  const ofPort = new Map<string, ProxiedConnection[]>();
  for (const connection of connections) {
    const name = `${connection.node} ${connection.port}`;
    ofPort.set(name, [...(ofPort.get(name) ?? []), connection]);
  }
  return (node, port, beforeUs) => {
    const connection = ofPort.get(`${node} ${port}`)?.findLast(({ fromUs }) => fromUs <= beforeUs);
    if (connection === undefined) return null;
    const { process, fromUs } = connection;
    const own = lives.filter(({ life }) => life.process === process);
    // A life has begun before it connects, and one that is over may have had its connection a moment longer.
    return (
      own.findLast(({ life }) => (life.journal[0]?.atUs ?? Infinity) <= fromUs) ?? own[0] ?? null
    );
  };
}
