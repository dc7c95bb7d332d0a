import { mayTakeBack } from "../mayTakeBack.ts";
import { nodeHealthOf } from "../nodeHealth.ts";
import type { Outcome } from "../outcome.ts";
import { type Trouble, troublesOf } from "../troubles.ts";
import { incidentsOf } from "../worldIncidents.ts";
import type { EventId, StreamedEvent, Topic } from "./contract.ts";
import type { EventStreamerTrial, StreamerAnswer, StreamerCall } from "./history.ts";

/** One call of the contract's interface, from its invocation to its end; Infinity while it is open. */
type StreamerOperation<Call extends StreamerCall = StreamerCall> = {
  readonly op: number;
  readonly process: string;
  readonly call: Call;
  readonly invokedIndex: number;
  readonly invokedAt: number;
  readonly invokedClockMs: number;
  readonly returnedIndex: number;
  readonly returnedAt: number;
  readonly returnedClockMs: number;
  /** A call that never ended has an unknown outcome: it may or may not have happened. */
  readonly outcome: Outcome<StreamerAnswer>;
  readonly watched: number;
  /** A node that had been replaced may have carried out something of it: it may be true nowhere else. */
  readonly isAside: boolean;
};

type CallOf<Name extends StreamerCall["name"]> = Extract<StreamerCall, { name: Name }>;

/** Whose position it is: the topic and the name. */
export type Position = string;

type Opening = StreamerOperation<CallOf<"open">> & {
  readonly topic: Topic;
  readonly position: Position;
};
export type Acknowledgement = StreamerOperation<CallOf<"acknowledge">> & {
  readonly position: Position;
};

/** An event that was sent, or may have been. */
export type Sending = StreamerOperation<CallOf<"send">> & {
  readonly topic: Topic;
  /** The ids under which it was given to anybody: none, one, or more when its request was executed twice. */
  readonly ids: readonly EventId[];
  /** The first of them as a number; null when there is none. */
  readonly firstId: bigint | null;
};

/** A call of `receive`, in a receiver that had been opened. */
export type Wait = StreamerOperation<CallOf<"receive">> & {
  readonly opening: Opening;
  readonly position: Position;
  readonly topic: Topic;
  /** What it was given; null when it ended otherwise. */
  readonly given: StreamedEvent | null;
  /** When it was cancelled or its receiver began to close, whichever came first; Infinity when neither. */
  readonly calledOffAt: number;
  readonly cancelledAt: number;
};

/** A trial with everything looked up once that several rules ask for. */
export type EventStreamerAnalysis = EventStreamerTrial & {
  readonly endAt: number;
  readonly operations: readonly StreamerOperation[];
  readonly operationOf: ReadonlyMap<number, StreamerOperation>;
  readonly openings: readonly Opening[];
  /** In the order in which they were begun. */
  readonly sendings: readonly Sending[];
  readonly sendingsOn: (topic: Topic) => readonly Sending[];
  /** The sending of an event that somebody was given. */
  readonly sendingOf: (topic: Topic, id: EventId) => Sending | undefined;
  /**
   * How many entries may have been appended to the topic of a sending after it, and before a position: one for each send that was
   * not over when it began, and two for one that clients may have sent again.
   */
  readonly appendedAfter: (sending: Sending, untilIndex: number) => number;
  readonly waits: readonly Wait[];
  readonly waitOf: ReadonlyMap<number, Wait>;
  readonly closings: readonly StreamerOperation<CallOf<"close">>[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** The largest id that a name had asked to acknowledge before a position of the history; null when it had asked for none. */
  readonly furthestAsked: (position: Position, index: number) => bigint | null;
  readonly troubles: readonly Trouble[];
  /**
   * Whether something between two positions may have taken back what was acknowledged: a send or an acknowledgement, by what is
   * declared of it, or where a name begins, of which nothing is.
   */
  readonly isSetBack: (
    of: "send" | "acknowledge" | "position",
    fromIndex: number,
    untilIndex: number,
  ) => boolean;
  /** How often something that is no event was appended to a topic between two positions. */
  readonly poisonedBetween: (topic: Topic, fromIndex: number, untilIndex: number) => number;
  /** Whether anything befell the process or any node between two instants, or shortly before. */
  readonly wasTrouble: (process: string, fromAt: number, untilAt: number) => boolean;
  /** How often nodes have forgotten their scripts between two instants, or shortly before. Whoever runs one next has to send it again. */
  readonly timesForgotten: (fromAt: number, untilAt: number) => number;
  readonly when: (instant: number) => string;
};

/** So long after a trouble clients may still be finding their way back. */
const graceMs = 30_000;

/** Looks up once what the rules ask for again and again. */
export function analyse(trial: EventStreamerTrial): EventStreamerAnalysis {
  const { history } = trial;
  const startAt = history[0]?.at ?? 0;
  const endAt = history.at(-1)?.at ?? startAt;
  const incidents = incidentsOf(history);
  const crashes = incidents.flatMap(({ index, event }) =>
    event.type === "process" && event.change === "crashed" ? index : [],
  );
  // What is kept in a process dies with it: after that a topic is another one, and ids begin anew.
  const inLife = (topic: Topic, index: number): Topic =>
    trial.capabilities.has("durable")
      ? topic
      : `${topic} ${countBefore(crashes, index, (crash) => crash)}`;
  const operationOf = operationsOf(trial);
  const operations = [...operationOf.values()];
  const named = <Name extends StreamerCall["name"]>(
    name: Name,
  ): readonly StreamerOperation<CallOf<Name>>[] =>
    operations.filter(
      (operation): operation is StreamerOperation<CallOf<Name>> => operation.call.name === name,
    );

  const openings = named("open").map((opening) => {
    const topic = inLife(opening.call.topic, opening.invokedIndex);
    return { ...opening, topic, position: positionOf(topic, opening.call.as) };
  });
  const openingBefore = (receiver: string, index: number): Opening | undefined =>
    openings.findLast((opening) => opening.call.receiver === receiver && opening.returnedIndex < index); // prettier-ignore
  const closings = named("close");
  const cancelled = new Map<number, number>();
  for (const event of history) if (event.type === "cancelled") cancelled.set(event.op, event.at);

  const waits = named("receive").flatMap((operation): Wait | readonly [] => {
    const { receiver } = operation.call;
    const opening = openingBefore(receiver, operation.invokedIndex);
    if (opening === undefined) return [];
    const { outcome, invokedIndex, returnedIndex } = operation;
    const answer = outcome.type === "ok" ? outcome.value : null;
    const cancelledAt = cancelled.get(operation.op) ?? Infinity;
    const closing = closings.find(
      (each) =>
        each.call.receiver === receiver &&
        each.invokedIndex > invokedIndex &&
        each.invokedIndex < returnedIndex,
    );
    return {
      ...operation,
      opening,
      position: opening.position,
      topic: opening.topic,
      given: answer !== null && "event" in answer ? answer.event : null,
      cancelledAt,
      calledOffAt: Math.min(cancelledAt, closing?.invokedAt ?? Infinity),
    };
  });

  const ids = new Map<string, Set<EventId>>();
  for (const { topic, given } of waits) {
    if (given === null) continue;
    const name = `${topic} ${given.foreignId}`;
    const known = ids.get(name) ?? new Set();
    ids.set(name, known.add(given.id));
  }
  const byTopic = new Map<Topic, Sending[]>();
  const byId = new Map<string, Sending>();
  const sendings = named("send").map((operation): Sending => {
    const { event } = operation.call;
    const topic = inLife(operation.call.topic, operation.invokedIndex);
    const own = [...(ids.get(`${topic} ${event.foreignId}`) ?? [])];
    const onTopic = byTopic.get(topic) ?? [];
    byTopic.set(topic, onTopic);
    const [firstId = null] = own.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
    const sending = { ...operation, topic, ids: own, firstId };
    onTopic.push(sending);
    for (const id of own) byId.set(`${topic} ${id}`, sending);
    return sending;
  });
  const acknowledgements = named("acknowledge").flatMap((operation) => {
    const opening = openingBefore(operation.call.receiver, operation.invokedIndex);
    return opening === undefined ? [] : { ...operation, position: opening.position };
  });
  const asked = new Map<Position, { readonly index: number; readonly furthest: bigint }[]>();
  for (const { position, invokedIndex, call } of acknowledgements) {
    const own = asked.get(position) ?? [];
    asked.set(position, own);
    const id = BigInt(call.id);
    const before = own.at(-1)?.furthest ?? id;
    own.push({ index: invokedIndex, furthest: id > before ? id : before });
  }

  const troubles = troublesOf(incidents);
  const nodes = nodeHealthOf(incidents);
  const isDurable = trial.capabilities.has("durable");
  // What was under way when a connection may have been lost, clients may have sent again.
  const entriesOf = ({ process, invokedAt, returnedAt }: Sending): number =>
    isDurable &&
    troubles.some(
      ({ target, at, until }) =>
        (target === process || target.startsWith("redis-")) &&
        [at, until].some((instant) => instant >= invokedAt && instant <= returnedAt),
    )
      ? 2
      : 1;
  const appended = new Map<Topic, EventStreamerAnalysis["appendedAfter"]>();
  const poisoned = new Map<Topic, number[]>();
  for (const [index, event] of history.entries()) {
    if (event.type !== "poisoned") continue;
    poisoned.set(event.topic, [...(poisoned.get(event.topic) ?? []), index]);
  }
  return {
    ...trial,
    endAt,
    operations,
    operationOf,
    openings,
    sendings,
    sendingsOn: (topic) => byTopic.get(topic) ?? [],
    sendingOf: (topic, id) => byId.get(`${topic} ${id}`),
    appendedAfter(sending, untilIndex) {
      const known = appended.get(sending.topic) ?? appendedOn(byTopic.get(sending.topic) ?? [], entriesOf); // prettier-ignore
      appended.set(sending.topic, known);
      return known(sending, untilIndex);
    },
    waits,
    waitOf: new Map(waits.map((wait) => [wait.op, wait])),
    closings,
    acknowledgements,
    furthestAsked(position, index) {
      const own = asked.get(position) ?? [];
      return own[countBefore(own, index, (each) => each.index) - 1]?.furthest ?? null;
    },
    troubles,
    isSetBack(of, fromIndex, untilIndex) {
      const declared = of === "position" ? undefined : trial.declares.durability?.[of];
      return incidents.some(
        ({ index, event }) =>
          event.type === "incident" &&
          index > fromIndex &&
          index < untilIndex &&
          mayTakeBack(nodes, { index, event }, declared ?? { means: "received" }, fromIndex),
      );
    },
    poisonedBetween: (topic, fromIndex, untilIndex) =>
      (poisoned.get(topic) ?? []).filter((index) => index > fromIndex && index < untilIndex).length,
    wasTrouble: (process, fromAt, untilAt) =>
      troubles.some(
        ({ target, at, until }) =>
          (target === process || target.startsWith("redis-")) &&
          at <= untilAt &&
          // What lies in a process is there again with the process; clients have to find their way back.
          until + (target === process && !isDurable ? 0 : graceMs) >= fromAt,
      ),
    timesForgotten: (fromAt, untilAt) =>
      incidents.filter(
        ({ event }) =>
          event.type === "fault" &&
          event.fault === "script-flush" &&
          event.at >= fromAt - graceMs &&
          event.at <= untilAt,
      ).length,
    when: (instant) => `${String(instant - startAt).replace(/\B(?=(\d{3})+(?!\d))/g, ",")} ms`,
  };
}

/** As `appendedAfter`, on one topic. @param entriesOf how many entries a send may have appended */
function appendedOn(
  sendings: readonly Sending[],
  entriesOf: (sending: Sending) => number,
): EventStreamerAnalysis["appendedAfter"] {
  // Nobody knows when what has an unknown outcome happened.
  const ended = sendings
    .filter(({ outcome }) => outcome.type !== "unknown")
    .toSorted((a, b) => a.returnedIndex - b.returnedIndex);
  const sums = (of: readonly Sending[]): readonly number[] => {
    let sum = 0;
    return [0, ...of.map((each) => (sum += entriesOf(each)))];
  };
  const begunSums = sums(sendings);
  const endedSums = sums(ended);
  return (sending, untilIndex) => {
    const begun = countBefore(sendings, untilIndex, ({ invokedIndex }) => invokedIndex);
    const over = countBefore(ended, sending.invokedIndex, ({ returnedIndex }) => returnedIndex);
    return (begunSums[begun] ?? 0) - (endedSums[over] ?? 0) - entriesOf(sending);
  };
}

/** How many of them, which are in order, are before a position. */
function countBefore<Item>(
  items: readonly Item[],
  index: number,
  indexOf: (item: Item) => number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && indexOf(item) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

const positionOf = (topic: Topic, name: string): Position => JSON.stringify([topic, name]);

/** Pairs invocations with their ends, in the order of their invocation. */
function operationsOf({ history }: EventStreamerTrial): ReadonlyMap<number, StreamerOperation> {
  const operations = new Map<number, StreamerOperation>();
  for (const [index, event] of history.entries()) {
    if (event.type === "invoked") {
      operations.set(event.op, {
        op: event.op,
        process: event.process,
        call: event.call,
        invokedIndex: index,
        invokedAt: event.at,
        invokedClockMs: event.clockMs,
        returnedIndex: Infinity,
        returnedAt: Infinity,
        returnedClockMs: Infinity,
        outcome: { type: "unknown", reason: "the run ended" },
        watched: 0,
        isAside: false,
      });
    }
    if (event.type !== "returned") continue;
    const operation = operations.get(event.op);
    if (operation === undefined)
      throw new Error(
        `operationsOf: event ${index} returns operation ${event.op}, which was not invoked; each op must be invoked before`,
      );
    operations.set(event.op, {
      ...operation,
      returnedIndex: index,
      returnedAt: event.at,
      returnedClockMs: event.clockMs,
      outcome: event.outcome,
      watched: event.watched ?? 0,
      isAside: event.aside === true,
    });
  }
  return operations;
}
