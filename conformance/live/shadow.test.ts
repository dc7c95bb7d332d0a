import { expect, it } from "vitest";
import { findScheduler } from "../scheduler/findScheduler.ts";
import type { MonitorLine } from "./monitorLine.ts";
import type { ScheduleState } from "../../spec/scheduler/history.ts";
import type { Fact } from "./liveTrial.ts";
import { requestsIn } from "./requestsIn.ts";
import { Shadow } from "./shadow.ts";

const { layout } = findScheduler("reference");
const key = layout.readState("s1")[1]!;

const line = (atUs: number, port: number | null, ...argv: readonly string[]): MonitorLine => ({
  atUs,
  port,
  argv,
});
const written = (nextRunAt: string): readonly string[] => [
  "HSET", key, "id", "s1", "status", "active", "every_ms", "500", "next_run_at", nextRunAt, "run_count", "0",
]; // prettier-ignore

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the shadow of a scheduler tells
const nextRunOf = (state: Fact | null) => (state as ScheduleState | null)?.nextRunAtMs;

const follow = (shadow: Shadow, lines: readonly MonitorLine[]) =>
  requestsIn(lines).map((request) => shadow.carryOut(request));

it("tells one state for all that a script has written, and by whose request", () => {
  const shadow = new Shadow(layout, 0);
  const requests = follow(shadow, [
    line(10, 5001, "EVALSHA", "abc", "1", key),
    line(11, null, ...written("7")),
    line(12, null, "HSET", key, "next_run_at", "9"),
    line(20, 5002, "HGETALL", key),
  ]);
  expect(
    requests.map(({ port, states }) => [port, states.map(({ state }) => nextRunOf(state))]),
  ).toEqual([
    [5001, [9]],
    [5002, []],
  ]);
  // A server tells of a script before it runs it.
  expect(requests.map(({ atUs }) => atUs)).toEqual([12, 20]);
  expect(requests[0]?.changes).toBeGreaterThan(0);
});

it("takes a transaction for one request, and a flush for the end of every schedule", () => {
  const shadow = new Shadow(layout, 0);
  const requests = follow(shadow, [
    line(10, 5001, "MULTI"),
    line(11, 5001, ...written("7")),
    line(12, 5001, "HSET", key, "next_run_at", "9"),
    line(13, 5001, "EXEC"),
    line(20, 5001, "FLUSHALL"),
  ]);
  expect(requests.map(({ states }) => states.map(({ state }) => nextRunOf(state) ?? null))).toEqual(
    [[9], [null]],
  );
});

it("says nothing of what was written as it had been", () => {
  const shadow = new Shadow(layout, 0);
  const requests = follow(shadow, [
    line(10, 5001, ...written("7")),
    line(11, 5001, ...written("7")),
  ]);
  expect(requests.map(({ states }) => states.length)).toEqual([1, 0]);
  expect(shadow.ids).toEqual(["s1"]);
});
