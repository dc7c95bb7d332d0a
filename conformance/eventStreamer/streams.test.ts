import { describe, expect, it } from "vitest";
import { brokenStreams } from "../../adapters/eventStreamer/broken/brokenStreams.ts";
import { referenceStreams } from "../../adapters/eventStreamer/streams/streamsSubject.ts";
import {
  type EventStreamerFault,
  eventStreamerFaultKinds,
} from "../../spec/eventStreamer/fault.ts";
import type { EventStreamerScenario } from "../../spec/eventStreamer/scenario.ts";
import { isNodeFaultKind, whyNotOn } from "../../spec/nodeFault.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import { catchingSeeds } from "../acceptance/catchingSeeds.ts";
import { drawScenario } from "./drawScenario.ts";
import { runScenario } from "./runScenario.ts";

const receiver = {
  id: "r1",
  topic: "t1",
  name: "n1",
  fromLatest: false,
  openAtMs: 0,
  startsAfterMs: 0,
  workMs: 0,
  patienceMs: null,
  acknowledges: "once",
} as const;

const send = (atMs: number, count = 1) =>
  ({ atMs, by: "p1", do: "send", topic: "t1", count }) as const;

/** One process sends, another one receives. */
const twoProcesses: EventStreamerScenario = {
  contract: "event-streamer",
  topology: { kind: "standalone" },
  latencyUs: { min: 100, max: 500 },
  workers: [
    { name: "p1", startAtMs: 0, receivers: [] },
    { name: "p2", startAtMs: 0, receivers: [receiver] },
  ],
  faultsMs: 10_000,
  quietMs: 20_000,
  steps: [],
  faults: [],
};

type Run = Awaited<ReturnType<typeof runScenario>>;

const run = (scenario: Partial<EventStreamerScenario>): Promise<Run> =>
  runScenario({
    subject: referenceStreams,
    scenario: { ...twoProcesses, ...scenario },
    seed: 1,
    journal: "digest",
  });

/** The run of a seed, with the faults that are drawn unless somebody chooses. */
const runSeed = (
  seed: number,
  subject = referenceStreams,
  topology: TopologyKind = "standalone",
  faults: readonly EventStreamerFault["fault"][] = eventStreamerFaultKinds.filter(
    (kind) => topology !== "standalone" || !isNodeFaultKind(kind),
  ),
) => {
  const { scenario } = drawScenario(seed, subject, { faults, topology });
  return runScenario({ subject, scenario, seed, journal: "digest" });
};

const violated = ({ verdicts }: Run): readonly string[] =>
  verdicts.flatMap(({ rule, verdict }) => (verdict === "violated" ? rule.id : []));

/** What was given, and when. */
const given = ({ history, startMs }: Run): readonly string[] =>
  history.flatMap((event) =>
    event.type === "returned" &&
    event.outcome.type === "ok" &&
    event.outcome.value !== null &&
    "event" in event.outcome.value
      ? `${event.at - startMs} ${event.outcome.value.event.foreignId}`
      : [],
  );

/** The rests of a process in which somebody waited. */
const restsOf = (process: string, { history, startMs }: Run) =>
  history.flatMap((event) =>
    event.type === "rest" && event.process === process && event.waiting.length > 0
      ? { fromMs: event.fromAt - startMs, atMs: event.at - startMs, commands: event.commands }
      : [],
  );

it("wakes whoever waits in another process, and says little while nothing comes", async () => {
  const outcome = await run({ steps: [send(5_000, 2)] });
  expect(given(outcome)).toEqual(["5001 m1", "5002 m2"]);
  const rest = outcome.history.findLast(
    (event) => event.type === "rest" && event.waiting.length > 0 && event.process === "p2",
  );
  expect(rest).toMatchObject({ timers: 1, connections: 2 });
  const last = outcome.history.findLast((event) => event.type === "rest");
  expect(last).toMatchObject({ timers: 0, connections: 0, hasLeft: true });
  expect(violated(outcome)).toEqual([]);
});

it("counts a read once that waited, however it is answered", async () => {
  const poison = { atMs: 22_698, by: "p1", do: "add-poison", topic: "t1" } as const;
  // While p2 rests its read ends by itself, and the next one by what is no event: a look and a read are all that it sends.
  const outcome = await run({
    faultsMs: 22_699,
    workers: [
      { name: "p1", startAtMs: 0, receivers: [] },
      { name: "p2", startAtMs: 0, receivers: [receiver] },
    ],
    steps: [{ atMs: 17_837, by: "p2", do: "send", topic: "t2", count: 1 }, poison],
  });
  expect(restsOf("p2", outcome)).toContainEqual({ fromMs: 18_838, atMs: 22_698, commands: 2 });
  expect(violated(outcome)).toEqual([]);
});

it("ends a rest when an event comes that had been on its way for long", async () => {
  const stalled = { fault: "partition-client", process: "p1", node: "redis-1", way: "requests" } as const; // prettier-ignore
  const outcome = await run({
    faultsMs: 30_000,
    steps: [send(12_000)],
    faults: [{ ...stalled, atMs: 11_999, forMs: 7_000 }],
  });
  // Whoever sent it had given up for two seconds.
  const [ended] = outcome.history.filter((event) => event.type === "returned" && event.name === "send"); // prettier-ignore
  expect((ended?.at ?? 0) - outcome.startMs).toBe(17_000);
  expect(given(outcome)).toEqual(["19000 m1"]);
  expect(restsOf("p2", outcome).map(({ atMs }) => atMs)).toContain(18_999);
  expect(violated(outcome)).toEqual([]);
});

it("opens no connection for each wait of whoever cancels often", async () => {
  // It waits for 20 ms and rests for 20, for ten seconds; another one waits for ever, and needs its one timer.
  const impatient = { ...receiver, patienceMs: 20 };
  const patient = { ...receiver, id: "r2", topic: "t2" };
  const cluster = {
    kind: "cluster",
    masters: 3,
    replicasPerMaster: 1,
    nodeTimeoutMs: 2_000,
  } as const;
  const outcome = await runScenario({
    subject: referenceStreams,
    scenario: {
      ...twoProcesses,
      topology: cluster,
      workers: [
        { name: "p1", startAtMs: 0, receivers: [] },
        { name: "p2", startAtMs: 0, receivers: [impatient, patient] },
      ],
      steps: [send(1_000)],
    },
    seed: 1,
    journal: "full",
  });
  expect(violated(outcome)).toEqual([]);
  const waits = outcome.history.filter(
    (event) => event.type === "invoked" && event.call.name === "receive",
  );
  expect(waits.length).toBeGreaterThan(100);
  const connections = outcome.journal.filter((line) => / p2 connects to /.test(line));
  // Some clients with six nodes each, and those that ask for slots: no more than for eight waits.
  expect(connections.length).toBeLessThan(60);
});

it("passes over what is no event", async () => {
  const poison = { atMs: 2_000, by: "p1", do: "add-poison", topic: "t1" } as const;
  const outcome = await run({ steps: [send(1_000), poison, send(3_000)] });
  expect(given(outcome).map((text) => text.split(" ")[1])).toEqual(["m1", "m2"]);
  expect(violated(outcome)).toEqual([]);
});

it("goes on after a takeover, and loses no more than what the replica had not heard of", async () => {
  const outcome = await run({
    topology: { kind: "replicated", replicas: 1 },
    quietMs: 90_000,
    steps: [send(1_000), send(6_000)],
    faults: [{ fault: "failover-takeover", node: "replica 1 of data", atMs: 3_000 }],
  });
  expect(outcome.faults.get("failover-takeover")).toBe(1);
  expect(given(outcome).map((text) => text.split(" ")[1])).toEqual(["m1", "m2"]);
  expect(violated(outcome)).toEqual([]);
});

it("begins anew with what is kept when all positions are lost", async () => {
  const outcome = await run({
    quietMs: 90_000,
    steps: [send(1_000), send(6_000)],
    faults: [{ fault: "flush-all", node: "redis-1", atMs: 3_000 }],
  });
  expect(given(outcome).map((text) => text.split(" ")[1])).toEqual(["m1", "m2"]);
  expect(violated(outcome)).toEqual([]);
});

it.each([
  ["standalone", 3],
  ["replicated", 3],
  ["cluster", 1],
] as const)("holds on %s, and is a function of the seed", async (topology, seed) => {
  const once = await runSeed(seed, referenceStreams, topology);
  expect(once.undecided).toEqual([]);
  expect(violated(once)).toEqual([]);
  const again = await runSeed(seed, referenceStreams, topology);
  expect(again.digest).toBe(once.digest);
});

it.each([
  ["events arrive late", "standalone", 391],
  ["a node forgets its scripts", "standalone", 773],
  ["a script keeps the node busy for long", "standalone", 1251],
  ["a node takes no connections for long", "cluster", 742],
] as const)("holds when %s (%s, seed %d)", async (_what, topology, seed) => {
  const faults = eventStreamerFaultKinds.filter((kind) => whyNotOn(kind, { kind: topology }) === null); // prettier-ignore
  const outcome = await runSeed(seed, referenceStreams, topology, faults);
  expect(outcome.undecided).toEqual([]);
  expect(violated(outcome)).toEqual([]);
});

it("leaves no connection behind to a node that had stood still, which ioredis forgets", async () => {
  const outcome = await runSeed(531, referenceStreams, "cluster");
  expect(outcome.undecided).toEqual([]);
  expect(violated(outcome)).toEqual([]);
});

describe("broken subjects", () => {
  const caughtOn: Readonly<Record<string, number>> = catchingSeeds["event-streamer"] ?? {};

  it.each(brokenStreams)("$name violates $breaks", async (subject) => {
    const outcome = await runSeed(caughtOn[subject.name] ?? 1, subject);
    expect(outcome.undecided).toEqual([]);
    expect(violated(outcome)).toContain(subject.breaks);
  });
});
