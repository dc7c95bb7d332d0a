import type { Millis, ScheduleId } from "./contract.ts";
import { type DataFaultStrike, dataFaultsOf } from "./dataFaults.ts";
import { type ReturnedClaim, occurrence, returnedClaimOf } from "./grants.ts";
import { incidentsOf } from "../worldIncidents.ts";
import type { ScheduleState, SchedulerEvent, SchedulerTrial } from "./history.ts";
import { LineageBuilder, type Lineages, type Setback } from "../lineage.ts";
import { type NodeHealth, nodeHealthOf } from "../nodeHealth.ts";
import { type Operation, operationsOf, scheduleOf, settledIndex } from "./operations.ts";
import { type ProcessHealth, processHealthOf } from "../processHealth.ts";
import { type Cause, type StateChange, type StateTimeline, isSameState } from "./stateTimeline.ts";

/** A trial with everything looked up once that several rules ask for. */
export type SchedulerAnalysis = SchedulerTrial & {
  readonly startAt: Millis;
  /** When the quiet phase began; Infinity when the run did not get there. */
  readonly quietAt: Millis;
  readonly endAt: Millis;
  /** Position of the last event. */
  readonly endIndex: number;
  /** In the order of their invocation. */
  readonly operations: readonly Operation[];
  readonly operationOf: ReadonlyMap<number, Operation>;
  /** In the order of their invocation, which is one after the other for a worker. */
  readonly operationsBy: (process: string) => readonly Operation[];
  /** The calls that name a schedule, `complete` included, by that schedule. */
  readonly callsOn: (id: ScheduleId) => readonly Operation[];
  readonly migrations: readonly Operation[];
  readonly changes: readonly StateChange[];
  readonly timelines: ReadonlyMap<ScheduleId, StateTimeline>;
  /** Claims that workers learned of, in the order of their return. */
  readonly claims: readonly ReturnedClaim[];
  readonly claimsOn: (id: ScheduleId) => readonly ReturnedClaim[];
  readonly claimsByOccurrence: ReadonlyMap<string, readonly ReturnedClaim[]>;
  /** Positions of the `dispatched` events of one occurrence. */
  readonly dispatchesOf: (id: ScheduleId, dueAtMs: Millis) => readonly number[];
  /** What the states came from, and which changes an incident undid. */
  readonly lineages: Lineages<StateChange>;
  /** The incidents that may have taken something back, in order. */
  readonly setbacks: readonly Setback[];
  readonly dataFaults: readonly DataFaultStrike[];
  /** Position of the first fault that made the node forget its scripts; Infinity without one. */
  readonly scriptFlushIndex: number;
  readonly crashes: readonly { readonly index: number; readonly process: string }[];
  readonly health: ProcessHealth;
  readonly nodes: NodeHealth;
  readonly legacyIds: ReadonlySet<ScheduleId>;
  /** How many schedules existed after each creation and deletion. */
  readonly population: readonly { readonly index: number; readonly count: number }[];
  /** How many schedules there ever were, those of the unindexed layout included. */
  readonly schedulesMax: number;
  /** The subject's promise for this run: how long an occurrence may wait for a healthy idle worker. */
  readonly latenessMsMax: Millis;
  /** An instant in the reader's terms: time since the start of the run, e.g. "1,200 ms". */
  readonly when: (instant: Millis) => string;
};

/** Looks up once what the rules ask for again and again. */
export function analyse(trial: SchedulerTrial): SchedulerAnalysis {
  const { history } = trial;
  const startAt = history[0]?.at ?? 0;
  const operationOf = operationsOf(history);
  const operations = [...operationOf.values()];

  const changes: StateChange[] = [];
  const timelines = new Map<ScheduleId, StateChange[]>();
  const population: { readonly index: number; readonly count: number }[] = [];
  const dispatches = new Map<string, number[]>();
  const lineage = new LineageBuilder<ScheduleState, StateChange>(isSameState);
  const setbacks: Setback[] = [];
  /** The incident whose consequences are being told; null once anything else has been. */
  let setback: Setback | null = null;
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (event.type === "incident") {
      setback = { index, event };
      setbacks.push(setback);
      lineage.begin(setback);
      continue;
    }
    if (event.type !== "state" || event.process !== null) setback = null;
    if (event.type === "dispatched") {
      push(dispatches, occurrence(event.claim.id, event.claim.dueAtMs), index);
    }
    if (event.type !== "state") continue;
    const { at, id, state: after } = event;
    const aside = event.aside?.node ?? null;
    // A state that an incident left was not made on the one before it.
    const parent = setback === null ? lineage.parentOf(id, aside) : null;
    const before = (aside === null ? timelines.get(id)?.at(-1) : parent)?.after ?? null;
    const cause = setback === null ? causeOf(event, operationOf, index) : incidentOf(setback);
    const change: StateChange = { index, at, id, before, after, cause, parent, aside };
    if (setback === null) lineage.add(change);
    else lineage.restore(change, setback);

    const operation = event.op === null ? undefined : operationOf.get(event.op);
    if (aside !== null) {
      operation?.changesAside.push(change);
      const behind =
        operation === undefined ? operations.filter(mayHaveMade(event, index)) : [operation];
      for (const possible of behind) possible.isAside = true;
      continue;
    }
    changes.push(change);
    if ((before === null) !== (after === null)) {
      const count = (population.at(-1)?.count ?? 0) + (after === null ? -1 : 1);
      population.push({ index, count });
    }
    push(timelines, event.id, change);
    operation?.changes.push(change);
  }

  const callsOn = new Map<ScheduleId, Operation[]>();
  const operationsBy = new Map<string, Operation[]>();
  for (const operation of operations) {
    push(operationsBy, operation.process, operation);
    const id = scheduleOf(operation.call);
    if (id !== null && operation.call.name !== "get") push(callsOn, id, operation);
  }

  const claims = operations
    .flatMap((operation) => returnedClaimOf(operation) ?? [])
    .sort((a, b) => a.operation.returnedIndex - b.operation.returnedIndex);
  const claimsOn = new Map<ScheduleId, ReturnedClaim[]>();
  const claimsByOccurrence = new Map<string, ReturnedClaim[]>();
  for (const returned of claims) {
    const { id, dueAtMs } = returned.claim;
    push(claimsOn, id, returned);
    push(claimsByOccurrence, occurrence(id, dueAtMs), returned);
  }

  const incidents = incidentsOf(history);
  const quiet = incidents.find(({ event }) => event.type === "phase" && event.phase === "quiet");
  // A node that takes over or comes back has no scripts either, until somebody tells it.
  const scriptFlush = incidents.find(
    ({ event }) =>
      (event.type === "fault" && event.fault === "script-flush") ||
      (event.type === "incident" && event.incident !== "flush" && event.incident !== "evict"),
  );
  const crashes = incidents.flatMap(({ index, event }) =>
    event.type === "process" && event.change === "crashed"
      ? [{ index, process: event.process }]
      : [],
  );

  const legacyIds = new Set(trial.legacy.map((config) => config.id));
  const schedulesMax = new Set([...legacyIds, ...timelines.keys()]).size;

  return {
    ...trial,
    startAt,
    quietAt: quiet?.event.at ?? Infinity,
    endAt: history.at(-1)?.at ?? startAt,
    endIndex: Math.max(history.length - 1, 0),
    operations,
    operationOf,
    operationsBy: (process) => operationsBy.get(process) ?? [],
    callsOn: (id) => callsOn.get(id) ?? [],
    migrations: operations.filter((operation) => operation.call.name === "migrate"),
    changes,
    timelines,
    claims,
    claimsOn: (id) => claimsOn.get(id) ?? [],
    claimsByOccurrence,
    dispatchesOf: (id, dueAtMs) => dispatches.get(occurrence(id, dueAtMs)) ?? [],
    lineages: lineage.lineages(),
    setbacks,
    dataFaults: dataFaultsOf(incidents),
    scriptFlushIndex: scriptFlush?.index ?? Infinity,
    crashes,
    health: processHealthOf(incidents),
    nodes: nodeHealthOf(incidents),
    legacyIds,
    population,
    schedulesMax,
    latenessMsMax: trial.declares.latenessMsMax({ pollMs: trial.pollMs, schedules: schedulesMax }),
    when: (instant) => `${grouped(instant - startAt)} ms`,
  };
}

const incidentOf = (setback: Setback): Cause => ({ type: "incident", setback });

function causeOf(
  event: SchedulerEvent & { readonly type: "state" },
  operationOf: ReadonlyMap<number, Operation>,
  index: number,
): Cause {
  if (event.op !== null) {
    const operation = operationOf.get(event.op);
    if (operation !== undefined) return { type: "operation", operation };
    throw new Error(
      `analyse: event ${index} is a change by operation ${event.op}, which is not in the history; null would be right for an unknown one`,
    );
  }
  return event.process === null ? { type: "fault" } : { type: "somebody", process: event.process };
}

/** Whether an operation may have made a change of which only the process is known: it was about that schedule. */
function mayHaveMade(
  { id, process: author }: SchedulerEvent & { readonly type: "state" },
  index: number,
): (operation: Operation) => boolean {
  return (operation) => {
    const { call, process, invokedIndex } = operation;
    if (process !== author || invokedIndex > index || settledIndex(operation) < index) return false;
    return (scheduleOf(call) ?? returnedClaimOf(operation)?.claim.id) === id;
  };
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Thousands are grouped by hand, because the locale of the machine must not decide what a report says. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
