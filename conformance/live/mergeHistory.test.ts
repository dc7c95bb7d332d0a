import { expect, it } from "vitest";
import type { JournalLine } from "./journalLine.ts";
import { mergeHistory, type WorkerLife } from "./mergeHistory.ts";
import type { ExecutedRequest } from "./executedRequest.ts";
import { telling } from "../scheduler/liveScheduler.ts";
import type { ProxiedConnection } from "./workerProxies.ts";

const errorUs = 100;
const claimNothing = { type: "ok", value: { claim: null } } as const;

const lifeOf = (process: string, journal: readonly JournalLine[], endedUs = 1e9): WorkerLife => ({
  process,
  journal,
  endedUs,
  ending: `${process} died`,
});
const request = (atUs: number, port: number, ...argv: readonly string[]): ExecutedRequest => ({
  node: "redis-1",
  atUs,
  port,
  isAside: false,
  argv: ["EVALSHA", ...argv],
  changes: 1,
  states: [{ id: "s1", state: null }],
});
const connected = (process: string, fromUs: number, port = 5001): ProxiedConnection => ({
  process,
  node: "redis-1",
  port,
  fromUs,
});
const at = (requests: readonly ExecutedRequest[]) => ({ requests, switched: [] });
type Merged = Parameters<typeof mergeHistory> extends [...infer Args, unknown] ? Args : never;
const told = (...args: Merged) =>
  mergeHistory(...args, telling).history.map((event) =>
    event.type === "state"
      ? `${event.at} state by ${String(event["process"])}/${String(event["op"])}`
      : `${event.at} ${event.type} ${"op" in event ? String(event["op"]) : ""}`.trim(),
  );

it("puts a change into the call that made it, although the clocks put it a little outside", () => {
  const w1 = lifeOf("w1", [
    { atUs: 2_050, type: "invoked", op: 1, call: { name: "claim" } },
    { atUs: 3_000, type: "returned", op: 1, outcome: claimNothing },
    { atUs: 3_020, type: "invoked", op: 2, call: { name: "claim" } },
    { atUs: 4_000, type: "returned", op: 2, outcome: claimNothing },
  ]);
  const requests = [request(1_990, 5001), request(4_050, 5001)];
  expect(told([w1], at(requests), [], [connected("w1", 900)], [], errorUs)).toEqual([
    "1 invoked 1",
    "1 state by w1/1",
    "3 returned 1",
    "3 invoked 2",
    "4 state by w1/2",
    "4 returned 2",
  ]);
  expect(
    mergeHistory([w1], at(requests), [], [connected("w1", 900)], [], errorUs, telling).misplaced,
  ).toBe(0);
});

it("tells a change of a call whose process died, and leaves open which of two it was", () => {
  const w1 = lifeOf(
    "w1",
    [
      { atUs: 1_000, type: "invoked", op: 1, call: { name: "pause", id: "s2" } },
      { atUs: 1_000, type: "invoked", op: 2, call: { name: "resume", id: "s2" } },
      { atUs: 1_500, type: "invoked", op: 3, call: { name: "delete", id: "s1" } },
    ],
    2_000,
  );
  expect(
    told(
      [w1],
      at([request(3_000, 5001, "s1"), request(4_000, 5001, "s2")]),
      [],
      [connected("w1", 900)],
      [],
      errorUs,
    ),
  ).toEqual([
    "1 invoked 1",
    "1 invoked 2",
    "1 invoked 3",
    "2 returned 1",
    "2 returned 2",
    "2 returned 3",
    "3 state by w1/3",
    "4 state by w1/null",
  ]);
});

it("gives a port to whoever connected from it last, and a change of the harness to nobody", () => {
  const journals = (atUs: number, op: number): readonly JournalLine[] => [
    { atUs: atUs + 1, type: "invoked", op, call: { name: "claim" } },
  ];
  const connections = [connected("w1", 1_000), connected("w2", 6_000)];
  const lives = [lifeOf("w1", journals(1_000, 1), 5_000), lifeOf("w2", journals(6_000, 2), 9_000)];
  const requests = [request(2_000, 5001), request(7_000, 5001), request(8_000, 7)];
  expect(
    told(lives, at(requests), [], connections, [], errorUs).filter((line) =>
      line.includes("state"),
    ),
  ).toEqual(["2 state by w1/1", "7 state by w2/2", "8 state by null/null"]);
});

it("believes that a fault in the data struck when the harness changed something then", () => {
  const fault = { type: "fault", fault: "missing-member", target: "s1", detail: "gone" } as const;
  const strikes = [1_000, 3_000].map((atUs) => ({ atUs, event: fault, onlyIfChangedUntilUs: atUs + 500 })); // prettier-ignore
  expect(told([], at([request(3_200, 7)]), strikes, [], [], errorUs)).toEqual([
    "3 fault",
    "3 state by null/null",
  ]);
});

it("does not know whether a call was carried out that was answered while a node died, and else knows that it was not", () => {
  const w1 = lifeOf("w1", [
    { atUs: 1_000, type: "invoked", op: 1, call: { name: "pause", id: "s2" } },
    { atUs: 2_000, type: "returned", op: 1, outcome: { type: "ok", value: null } },
  ]);
  const unheard = (...silences: readonly number[]) =>
    mergeHistory([w1], at([]), [], [], silences, errorUs, telling).unheard;
  expect([unheard(), unheard(500), unheard(1_500), unheard(2_500), unheard(200_000)]).toEqual([
    0, 0, 1, 1, 0,
  ]);
});
