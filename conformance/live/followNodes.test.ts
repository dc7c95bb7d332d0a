import { expect, it } from "vitest";
import { findScheduler } from "../scheduler/findScheduler.ts";
import { followNodes, type NodeLines } from "./followNodes.ts";
import type { MonitorLine } from "./monitorLine.ts";
import type { ScheduleState } from "../../spec/scheduler/history.ts";
import type { Fact } from "./liveTrial.ts";
import { requestsIn } from "./requestsIn.ts";
import { Shadow } from "./shadow.ts";
import type { Gap, Switch } from "./shards.ts";
import type { Snapshot } from "./takeSnapshot.ts";

const { layout } = findScheduler("reference");
const key = layout.readState("s1")[1]!;
const masterPort = 7001;
const client = 5001;

/** A change by a client, or as the master tells it. */
const next = (atUs: number, port: number, nextRunAt: number): MonitorLine => ({
  atUs,
  port,
  argv: ["HSET", key, "id", "s1", "status", "active", "every_ms", "500", "next_run_at", String(nextRunAt), "run_count", "0"], // prettier-ignore
});
const shard = "shard 1";
const nodesOf = (...lines: readonly (readonly MonitorLine[])[]): readonly NodeLines[] =>
  lines.map((each, i) => ({ node: `redis-${i + 1}`, shard, requests: requestsIn(each) }));
const taken: Switch = {
  shard,
  from: "redis-1",
  to: "redis-2",
  fromUs: 50,
  seenUs: 90,
  replicas: 1,
  kind: "failover",
  isHandover: false,
};
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the shadow of a scheduler tells
const nextRunOf = (state: Fact | null) => (state as ScheduleState | null)?.nextRunAtMs;

const follow = (
  nodes: readonly NodeLines[],
  switches: readonly Switch[],
  gaps: readonly Gap[] = [],
  snapshots: readonly Snapshot[] = [],
) => {
  const followed = followNodes(
    () => new Shadow(layout, 0),
    nodes,
    { switches, gaps, snapshots, deeds: [] },
    (_, port) => port === masterPort,
    0,
  );
  const nextRuns = (states: (typeof followed.requests)[number]["states"]) =>
    states.map(({ state }) => nextRunOf(state) ?? null);
  return {
    changes: followed.requests.flatMap(({ states }) => nextRuns(states)),
    switched: followed.switched.map(({ atUs, states }) => [atUs, ...nextRuns(states)]),
    final: nextRunOf(followed.states.get("s1") ?? null),
    doubts: [followed.aside, followed.blind],
    missed: followed.missed.length,
  };
};

it("tells what a replica lacked when it took over, before what it was asked first", () => {
  const nodes = nodesOf(
    [next(10, client, 1), next(40, client, 2)],
    [next(12, masterPort, 1), next(80, client, 3)],
  );
  expect(follow(nodes, [taken])).toEqual({
    changes: [1, 2, 3],
    switched: [[79.75, 1]],
    final: 3,
    doubts: [0, 0],
    missed: 0,
  });
});

it("knows of a node that was loaded anew only what it was handed over", () => {
  const nodes = nodesOf([next(10, client, 1)], [next(95, client, 3)]);
  const gaps = [{ node: "redis-2", fromUs: 20, seenUs: 30 }];
  expect(follow(nodes, [{ ...taken, isHandover: true }], gaps)).toMatchObject({
    switched: [[89.75]],
    final: 3,
    doubts: [0, 0],
  });
  expect(follow(nodes, [taken], gaps).doubts).toEqual([0, 1]);
});

it("sees that a node took a change which was not the master", () => {
  expect(follow(nodesOf([], [next(10, client, 1)]), []).doubts).toEqual([1, 0]);
});

it("tells of a change that a client made at a node after it was replaced", () => {
  const nodes = nodesOf(
    [next(10, client, 1), next(100, client, 2)],
    [next(12, masterPort, 1), next(80, client, 3)],
  );
  expect(follow(nodes, [taken])).toMatchObject({
    changes: [1, 3, 2],
    final: 3,
    doubts: [0, 0],
  });
  const loaded = [{ node: "redis-1", fromUs: 50, seenUs: 95 }];
  expect(follow(nodes, [taken], loaded).doubts).toEqual([1, 0]);
});

it("compares what an owner has with what it had told, and a replica's with nothing", () => {
  const commands = [["HSET", key, "id", "s1", "status", "active", "every_ms", "500", "next_run_at", "9", "run_count", "0"]]; // prettier-ignore
  const look = (node: string, incident: Snapshot["incident"] = null): Snapshot => ({
    node,
    mark: "mark",
    askedUs: 30,
    commands,
    incident,
  });
  const seen: MonitorLine = { atUs: 30, port: 9, argv: ["EVAL", "", "0", "mark"] };
  const nodes = nodesOf([next(10, client, 1), seen], [next(12, masterPort, 1), seen]);
  const missed = (snapshot: Snapshot) => follow(nodes, [], [], [snapshot]);
  expect(missed(look("redis-1"))).toMatchObject({ missed: 1, final: 9 });
  expect(missed(look("redis-2"))).toMatchObject({ missed: 0, final: 1 });
  expect(missed(look("redis-1", "restart-snapshot"))).toMatchObject({
    missed: 0,
    switched: [[30, 9]],
  });
});
