import type { Setback } from "../lineage.ts";
import { type NodeHealth, nodeHealthOf } from "../nodeHealth.ts";
import { type ProcessHealth, processHealthOf } from "../processHealth.ts";
import { incidentsOf, type Incident } from "../worldIncidents.ts";
import { authorsOf } from "./authors.ts";
import type { StreamName } from "./contract.ts";
import { type Facts, factsOf } from "./facts.ts";
import type { StreamBalancerTrial } from "./history.ts";
import { type Leases, leasesOf } from "./leases.ts";
import { type Lives, livesOf } from "./lives.ts";
import { type BalancerOperation, operationsOf } from "./operations.ts";
import { type OwnershipStory, lastRenewal, ownershipsOf } from "./ownerships.ts";
import { type Service, servicesOf } from "./service.ts";
import { type Stories, storiesOf } from "./stories.ts";

/** A trial with everything looked up once that several rules ask for. */
export type StreamBalancerAnalysis = StreamBalancerTrial &
  Stories & {
    readonly slackMs: number;
    readonly startAt: number;
    /** When the quiet phase began; Infinity when the run did not get there. */
    readonly quietAt: number;
    readonly quietIndex: number;
    /**
     * From when on everything promised must happen: when the quiet phase begins, or, after trouble with nodes, when clients
     * have had as long to get over it as the subject declares. A connection to a node that stood still is half-open, and only
     * time tells.
     */
    readonly settledAt: number;
    readonly endAt: number;
    /** Position of the last event. */
    readonly endIndex: number;
    readonly incidents: readonly Incident[];
    /** In the order of their invocation. */
    readonly operations: ReadonlyMap<number, BalancerOperation>;
    readonly operationsBy: (process: string) => readonly BalancerOperation[];
    /** Processes that were ever asked to start: producers are none of them. */
    readonly consumers: readonly string[];
    /** In the order in which their owners were told. */
    readonly ownerships: readonly OwnershipStory[];
    readonly ownershipsOf: (stream: StreamName) => readonly OwnershipStory[];
    readonly leases: Leases;
    readonly lives: Lives;
    /** When consumers were there to receive and to recover. */
    readonly services: readonly Service[];
    /** Whether some consumer was there and well throughout, between two instants. */
    readonly isServed: (fromAt: number, untilAt: number) => boolean;
    /** Position of the first event that is not before an instant. */
    readonly indexAt: (at: number) => number;
    readonly health: ProcessHealth;
    readonly nodes: NodeHealth;
    /** When an owner's lease ends by its own clock, for all that it knew at a position. */
    readonly leaseEndsAt: (ownership: OwnershipStory, index: number) => number;
    /** The first incident between two positions; undefined without one. */
    readonly setbackWithin: (fromIndex: number, untilIndex: number) => Setback | undefined;
    /** Whether somebody acted on a data stream, for any reason, at a node that had been replaced, between two positions. */
    readonly wasAside: (stream: StreamName, fromIndex: number, untilIndex: number) => boolean;
    /** What entries and dead letters came from, and what an incident undid; found out when it is asked. */
    readonly facts: () => Facts;
    /** An instant in the reader's terms: time since the start of the run, e.g. "1,200 ms". */
    readonly when: (instant: number) => string;
    /** A duration in the reader's terms. */
    readonly lasting: (ms: number) => string;
  };

/** Looks up once what the rules ask for again and again. */
export function analyse(trial: StreamBalancerTrial): StreamBalancerAnalysis {
  const { history, options } = trial;
  let facts: Facts | null = null;
  const startAt = history[0]?.at ?? 0;
  const incidents = incidentsOf(history);
  const lives = livesOf(incidents);
  const operations = operationsOf(history);
  const authors = authorsOf(history, operations);
  const stories = storiesOf(history, operations, authors);
  const ownerships = ownershipsOf(history, operations, authors, lives);
  const byStream = new Map<StreamName, OwnershipStory[]>();
  for (const ownership of ownerships) {
    const own = byStream.get(ownership.stream);
    if (own === undefined) byStream.set(ownership.stream, [ownership]);
    else own.push(ownership);
  }
  const byProcess = new Map<string, BalancerOperation[]>();
  for (const operation of operations.values()) {
    const own = byProcess.get(operation.process);
    if (own === undefined) byProcess.set(operation.process, [operation]);
    else own.push(operation);
  }
  const quiet = incidents.find(({ event }) => event.type === "phase" && event.phase === "quiet");
  const health = processHealthOf(incidents);
  const services = servicesOf(history, operations, lives);
  const indexAt = (at: number): number => {
    let low = 0;
    let high = history.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (history[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const starts = [...operations.values()].filter(({ call }) => call.name === "start");

  return {
    ...trial,
    ...stories,
    slackMs: trial.slackMs ?? 0,
    startAt,
    quietAt: quiet?.event.at ?? Infinity,
    quietIndex: quiet?.index ?? Infinity,
    settledAt: settledAt(trial, incidents, quiet?.event.at ?? Infinity),
    endAt: history.at(-1)?.at ?? startAt,
    endIndex: Math.max(history.length - 1, 0),
    incidents,
    operations,
    operationsBy: (process) => byProcess.get(process) ?? [],
    consumers: [...new Set(starts.map(({ process }) => process))],
    ownerships,
    ownershipsOf: (stream) => byStream.get(stream) ?? [],
    leases: leasesOf(history),
    lives,
    services,
    isServed: (fromAt, untilAt) =>
      services.some(
        (service) =>
          service.fromAt <= fromAt &&
          untilAt <= service.untilAt &&
          health.isHealthyDuring(service.process, indexAt(fromAt), indexAt(untilAt)),
      ),
    indexAt,
    health,
    nodes: nodeHealthOf(incidents),
    // The owner's clock cannot say more than that its last renewal was carried out no later than it heard of it.
    leaseEndsAt: (ownership, index) =>
      (lastRenewal(ownership, index)?.at ?? ownership.fromAt) + options.leaseMs,
    setbackWithin: (fromIndex, untilIndex) =>
      stories.setbacks.find(({ index }) => fromIndex <= index && index <= untilIndex),
    wasAside: (stream, fromIndex, untilIndex) =>
      stories.asides.some(
        (aside) =>
          fromIndex <= aside.index &&
          aside.index <= untilIndex &&
          (aside.stream === null || aside.stream === stream),
      ),
    facts: () => (facts ??= factsOf(history, operations, authors)),
    when: (instant) => `${grouped(instant - startAt)} ms`,
    lasting: (ms) => `${grouped(ms)} ms`,
  };
}

function settledAt(
  { declares }: StreamBalancerTrial,
  incidents: readonly Incident[],
  quietAt: number,
): number {
  const last = incidents.findLast(
    ({ event }) => event.type === "node" || event.type === "incident",
  );
  const isFresh = last !== undefined && last.event.at + declares.ridesOutMs > quietAt;
  return isFresh ? quietAt + declares.ridesOutMs : quietAt;
}

/** Thousands are grouped by hand, because the locale of the machine must not decide what a report says. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
