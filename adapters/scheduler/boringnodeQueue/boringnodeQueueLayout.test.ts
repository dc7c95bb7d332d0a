import { expect, it } from "vitest";
import { boringnodeQueueLayout as layout } from "./boringnodeQueueLayout.ts";

/** The values of HMGET in the order in which the layout asks for them. */
const reply = (values: Readonly<Record<string, string>>): (string | null)[] =>
  layout
    .readState("s1")
    .slice(2)
    .map((field) => values[field] ?? null);

it("reads a schedule from its hash", () => {
  const hash = {
    status: "paused",
    next_run_at: "1700000000000",
    run_count: "4",
    cron_expression: "0 0 * * *",
    timezone: "Europe/Paris",
    from_date: "1600000000000",
    to_date: "1800000000000",
    run_limit: "9",
  };

  expect(layout.parseState(reply(hash))).toEqual({
    status: "paused",
    nextRunAtMs: 1_700_000_000_000,
    runCount: 4,
    everyMs: null,
    cron: "0 0 * * *",
    timezone: "Europe/Paris",
    fromMs: 1_600_000_000_000,
    toMs: 1_800_000_000_000,
    limit: 9,
    leasedUntilMs: null,
  });
});

it("takes an empty next run for none, which is how the library writes it", () => {
  const state = layout.parseState(reply({ status: "active", run_count: "1", next_run_at: "" }));
  expect(state?.nextRunAtMs).toBeNull();
});

it("sees no schedule where there is no hash", () => {
  expect(layout.parseState(reply({}))).toBeNull();
});

it("sees a schedule in a hash that a late write resurrected, as the library does", () => {
  const state = layout.parseState(reply({ next_run_at: "1700000000000" }));
  expect(state).toMatchObject({ status: "active", nextRunAtMs: 1_700_000_000_000, runCount: 0 });
});

it("refuses a reply that is not one of HMGET", () => {
  expect(() => layout.parseState({ error: "WRONGTYPE" })).toThrow(
    'boringnodeQueue.parseState: {"error":"WRONGTYPE"}; HMGET should have answered 9 values',
  );
});

it("tells a schedule's key from the set of ids and from the keys of jobs", () => {
  expect(layout.scheduleOfKey("boringnode::queue::schedules::s1")).toBe("s1");
  expect(layout.scheduleOfKey("boringnode::queue::schedules::index")).toBeNull();
  expect(layout.scheduleOfKey("boringnode::queue::jobs::default::pending")).toBeNull();
});

it("knows of all faults in data only the lost hash, because there is no index", () => {
  expect(layout.corrupt({ fault: "missing-hash", atMs: 0, id: "s1" })).toEqual([
    ["DEL", "boringnode::queue::schedules::s1"],
  ]);
  expect(layout.corrupt({ fault: "stale-early", atMs: 0, id: "s1", byMs: 1 })).toBeNull();
  expect(layout.indexKey).toBeNull();
});
