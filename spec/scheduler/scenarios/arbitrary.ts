import fc from "fast-check";
import type { SchedulerFault, SchedulerFaultKind } from "../fault.ts";
import type { SchedulerCapability } from "../contract.ts";
import type {
  ScenarioSchedule,
  ScenarioWorker,
  SchedulerScenario,
  SchedulerStep,
} from "../scenario.ts";
import type { NodeFault } from "../../nodeFault.ts";
import {
  gapMsOf,
  nodeFaultChoice,
  nodeFaultOf,
  type NodeFaultChoice,
} from "./nodeFaultArbitrary.ts";
import type { NodeSwarm } from "./nodeSwarm.ts";
import { day, type Swarm } from "./swarm.ts";

export type ArbitraryOptions = {
  readonly capabilities: ReadonlySet<SchedulerCapability>;
  /** How long the quiet period must be for what the subject declares. */
  readonly quietMs: (world: { readonly pollMs: number; readonly schedules: number }) => number;
};

/**
 * Scenarios within a swarm configuration, as a fast-check arbitrary.
 *
 * What is drawn are choices (the third schedule, its second occurrence, 3 ms before); they become names and instants
 * only at the end.
 */
export function scenarioArbitrary(
  swarm: Swarm,
  nodes: NodeSwarm,
  options: ArbitraryOptions,
): fc.Arbitrary<SchedulerScenario> {
  return fc
    .record({
      faults:
        swarm.faults.length === 0 ? fc.constant([]) : listOf(faultChoice(swarm), swarm.faultsMax),
      operations:
        swarm.operations.length === 0
          ? fc.constant([])
          : listOf(operationChoice(swarm, options.capabilities), swarm.operationsMax),
      legacy: listOf(timingChoice(swarm, options.capabilities), swarm.legacyMax),
      schedules: fc.array(scheduleChoice(swarm, options.capabilities), {
        minLength: 1,
        maxLength: swarm.schedulesMax,
        size: "max",
      }),
      workers: fc.array(workerChoice(swarm), {
        minLength: 1,
        maxLength: swarm.workers,
        size: "max",
      }),
      // Last, so that they move nothing of what is drawn before them.
      nodeFaults:
        nodes.faults.length === 0
          ? fc.constant([])
          : fc.array(nodeFaultChoice(nodes, instantChoice(swarm)), {
              minLength: 1,
              maxLength: nodes.faultsMax,
              size: "max",
            }),
    })
    .map((choices) => materialise(choices, swarm, nodes, options));
}

const listOf = <Item>(item: fc.Arbitrary<Item>, lengthMax: number): fc.Arbitrary<Item[]> =>
  fc.array(item, { maxLength: lengthMax, size: "max" });

/** Evenly on a logarithmic scale, because windows of milliseconds matter as much as those of days. */
const logarithmic = (low: number, high: number): fc.Arbitrary<number> =>
  fc.nat(1000).map((step) => Math.round(low * (Math.max(low, high) / low) ** (step / 1000)));

/** An instant, either anywhere or close to an occurrence of some schedule, where most windows are. */
type InstantChoice = {
  readonly near: boolean;
  readonly schedule: number;
  readonly occurrence: number;
  readonly offsetMs: number;
  readonly permille: number;
};

const instantChoice = (swarm: Swarm): fc.Arbitrary<InstantChoice> =>
  fc.record({
    near: fc.integer({ min: 0, max: 9 }).map((n) => n < 7),
    schedule: fc.nat(29),
    occurrence: fc.nat(3),
    offsetMs: fc.oneof(
      fc.constant(-1),
      fc.integer({ min: -20, max: 200 }),
      fc.integer({ min: -swarm.pollMs, max: 2 * swarm.pollMs }),
    ),
    permille: fc.nat(1000),
  });

const workerChoice = (swarm: Swarm): fc.Arbitrary<Omit<ScenarioWorker, "name">> =>
  fc.record({
    pollMs: fc.constant(swarm.pollMs),
    dispatchMs: fc.nat(swarm.dispatchMsMax),
    startAtMs: fc.nat(100),
  });

const crons = [
  "* * * * *",
  "*/5 * * * *",
  "0 * * * *",
  "15,45 * * * *",
  "30 3 * * *",
  "0 0 * * 1",
  "0 12 1 * *",
];
const timezones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
];

type TimingChoice = Omit<ScenarioSchedule, "id">;

function timingChoice(
  { horizonMs, pollMs }: Swarm,
  capabilities: ReadonlySet<SchedulerCapability>,
): fc.Arbitrary<TimingChoice> {
  const everyMs = logarithmic(Math.max(500, Math.round(pollMs / 2)), horizonMs);
  const intervals: fc.Arbitrary<TimingChoice>[] = [
    fc.record({
      everyMs:
        horizonMs > 30 * day
          ? fc.oneof(everyMs, fc.integer({ min: 25 * day, max: 39 * day }))
          : everyMs,
    }),
  ];
  if (capabilities.has("cron") && horizonMs >= 60_000) {
    // The horizon decides how often an expression can be due at all.
    const useful = crons.slice(0, horizonMs >= day ? crons.length : 3);
    intervals.push(
      fc.record({ cron: fc.constantFrom(...useful), timezone: fc.constantFrom(...timezones) }),
    );
  }
  const bounds: fc.Arbitrary<TimingChoice>[] = [fc.constant({})];
  if (capabilities.has("from-to")) {
    bounds.push(
      fc.nat(horizonMs).map((fromMs) => ({ fromMs })),
      fc.nat(horizonMs).map((toMs) => ({ toMs })),
    );
  }
  const limits = capabilities.has("limit")
    ? fc.oneof(
        fc.constant({}),
        fc.integer({ min: 1, max: 4 }).map((limit) => ({ limit })),
      )
    : fc.constant({});
  return fc
    .tuple(
      fc.oneof(...intervals),
      fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, ...bounds),
      limits,
    )
    .map(([timing, bound, limit]) => ({ ...timing, ...bound, ...limit }));
}

type ScheduleChoice = {
  readonly timing: TimingChoice;
  readonly definedAtMs: number;
  readonly by: number;
};

const scheduleChoice = (
  swarm: Swarm,
  capabilities: ReadonlySet<SchedulerCapability>,
): fc.Arbitrary<ScheduleChoice> =>
  fc.record({
    timing: timingChoice(swarm, capabilities),
    definedAtMs: fc.oneof(fc.constant(0), fc.nat(Math.round(swarm.horizonMs / 4))),
    by: fc.nat(4),
  });

type OperationChoice = {
  readonly at: InstantChoice;
  readonly do: SchedulerStep["do"];
  readonly schedule: number;
  readonly by: number;
  readonly timing: TimingChoice | null;
  readonly inMs: number;
};

/** What a redefinition may ask for besides an interval; bounds of time it leaves as they are. */
const redefined: readonly SchedulerCapability[] = ["cron", "limit"];

const operationChoice = (
  swarm: Swarm,
  capabilities: ReadonlySet<SchedulerCapability>,
): fc.Arbitrary<OperationChoice> =>
  fc.record({
    at: instantChoice(swarm),
    do: fc.constantFrom(...swarm.operations),
    schedule: fc.nat(29),
    by: fc.nat(4),
    // A redefinition mostly repeats what is there, as each deployment does.
    timing: fc.option(
      timingChoice(swarm, new Set(redefined.filter((name) => capabilities.has(name)))),
      { nil: null, freq: 2 },
    ),
    inMs: logarithmic(10, swarm.horizonMs),
  });

type FaultChoice = {
  readonly kind: Exclude<SchedulerFaultKind, NodeFault["fault"]>;
  readonly at: InstantChoice;
  readonly process: number;
  readonly schedule: number;
  readonly request: number;
  readonly edge: "before" | "after";
  readonly forMs: number;
  readonly byMs: number;
  readonly backward: boolean;
  readonly restartAfterMs: number | null;
};

const faultChoice = (swarm: Swarm): fc.Arbitrary<FaultChoice> =>
  fc.record({
    kind: fc.constantFrom(...swarm.faults),
    at: instantChoice(swarm),
    process: fc.nat(4),
    schedule: fc.nat(29),
    request: fc.nat(6),
    edge: fc.constantFrom("after", "before"),
    forMs: logarithmic(100, Math.max(60_000, 3 * swarm.pollMs)),
    byMs: fc.oneof(logarithmic(100, swarm.horizonMs), fc.constantFrom(1_000, 31_000, 3_600_000)),
    backward: fc.boolean(),
    restartAfterMs: fc.option(logarithmic(10, 30_000), { nil: null, freq: 4 }),
  });

type Choices = {
  readonly faults: readonly FaultChoice[];
  readonly operations: readonly OperationChoice[];
  readonly legacy: readonly TimingChoice[];
  readonly schedules: readonly ScheduleChoice[];
  readonly workers: readonly Omit<ScenarioWorker, "name">[];
  readonly nodeFaults: readonly (NodeFaultChoice & { readonly at: InstantChoice })[];
};

/** One of them, counting round and round. */
function nth<Item>(items: readonly Item[], n: number): Item {
  const item = items[n % items.length];
  if (item === undefined) throw new RangeError("scenarioArbitrary: nothing to choose from");
  return item;
}

/** The earliest instant at which workers can be expected to be connected. */
const warmMs = 250;

function materialise(
  choices: Choices,
  swarm: Swarm,
  { topology, config }: NodeSwarm,
  options: ArbitraryOptions,
): SchedulerScenario {
  const workers = choices.workers.map((worker, i) => ({ name: `w${i + 1}`, ...worker }));
  const worker = (n: number): string => `w${(n % workers.length) + 1}`;
  const schedules = choices.schedules.map(({ timing, definedAtMs, by }, i) => ({
    schedule: { id: `s${i + 1}`, ...timing },
    definedAtMs: warmMs + definedAtMs,
    by: worker(by),
  }));
  const legacy = choices.legacy.map((timing, i) => ({ id: `old${i + 1}`, ...timing }));
  const ids = [...schedules.map(({ schedule }) => schedule.id), ...legacy.map(({ id }) => id)];
  const id = (n: number): string => nth(ids, n);

  const instant = (choice: InstantChoice): number => {
    const { schedule, definedAtMs } = nth(schedules, choice.schedule);
    const everyMs = schedule.everyMs ?? 60_000;
    const atMs = choice.near
      ? Math.max(definedAtMs + (choice.occurrence + 1) * everyMs, schedule.fromMs ?? 0) +
        choice.offsetMs
      : (choice.permille * swarm.horizonMs) / 1000;
    return Math.max(warmMs, Math.round(atMs % swarm.horizonMs));
  };

  const definitions = schedules.map(({ schedule, definedAtMs, by }): SchedulerStep => ({
    atMs: definedAtMs,
    by,
    do: "define",
    schedule,
  }));
  const operations = choices.operations.map((choice): SchedulerStep => {
    const when = { atMs: instant(choice.at), by: worker(choice.by) };
    const target = id(choice.schedule);
    switch (choice.do) {
      case "define": {
        const known = schedules.find(({ schedule }) => schedule.id === target)?.schedule;
        const timing = choice.timing ?? known ?? { everyMs: swarm.horizonMs };
        return { ...when, do: "define", schedule: { ...timing, id: target } };
      }
      case "update":
        return { ...when, do: "update", id: target, nextRunAtMs: when.atMs + choice.inMs };
      case "list":
      case "migrate":
        return { ...when, do: choice.do };
      default:
        return { ...when, do: choice.do, id: target };
    }
  });
  const faults = choices.faults.map((choice): SchedulerFault =>
    faultOf(choice, instant(choice.at), worker, id),
  );

  let previousMs = warmMs;
  for (const choice of choices.nodeFaults) {
    const atMs = choice.isClose
      ? Math.min(previousMs + gapMsOf(choice, topology), swarm.horizonMs)
      : instant(choice.at);
    previousMs = atMs;
    faults.push(
      nodeFaultOf(choice, atMs, { topology, horizonMs: swarm.horizonMs, worker, scheduleId: id }),
    );
  }

  const world = { pollMs: swarm.pollMs, schedules: ids.length };
  return {
    contract: "scheduler",
    topology,
    ...(Object.keys(config).length === 0 ? {} : { config }),
    latencyUs: swarm.latencyUs,
    workers,
    faultsMs: swarm.horizonMs,
    quietMs: options.quietMs(world),
    legacy,
    steps: [...definitions, ...operations].sort((a, b) => a.atMs - b.atMs),
    faults: faults.sort((a, b) => a.atMs - b.atMs),
  };
}

function faultOf(
  choice: FaultChoice,
  atMs: number,
  worker: (n: number) => string,
  scheduleId: (n: number) => string,
): SchedulerFault {
  const { kind, forMs, edge } = choice;
  const process = worker(choice.process);
  const id = scheduleId(choice.schedule);
  const request = Math.max(1, choice.request);
  switch (kind) {
    case "crash": {
      const { restartAfterMs } = choice;
      const crash = { fault: kind, process, atMs, restartAfterMs } as const;
      return choice.request === 0 ? crash : { ...crash, request, edge };
    }
    case "pause": {
      const pause = { fault: kind, process, atMs, forMs } as const;
      return choice.request === 0 ? pause : { ...pause, request, edge };
    }
    case "skew":
      return { fault: kind, process, atMs, byMs: choice.backward ? -choice.byMs : choice.byMs };
    case "refuse":
    case "stall":
    case "partition":
      // A client that reconnects every two seconds makes thousands of attempts in a longer one, to no effect.
      return { fault: kind, process, atMs, forMs: Math.min(forMs, 600_000) };
    case "delay":
      return { fault: kind, process, atMs, forMs, byMs: Math.min(choice.byMs, 5_000) };
    case "cut-request":
    case "lose-reply":
    case "cut-reply":
      return { fault: kind, process, atMs, request };
    case "script-flush":
    case "malformed-member":
    case "wrong-type":
      return { fault: kind, atMs };
    case "stale-early":
      return { fault: kind, atMs, id, byMs: choice.byMs };
    case "stale-late":
      // Late enough to be late: a subject may take a while to find out, and only then is it to blame.
      return { fault: kind, atMs, id, byMs: 10 * choice.byMs };
    case "orphan-member":
      return { fault: kind, atMs, id: `nobody${(choice.schedule % 3) + 1}` };
    case "missing-member":
    case "missing-hash":
      return { fault: kind, atMs, id };
  }
}
