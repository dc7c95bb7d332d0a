import { expect, it } from "vitest";
import type {
  SchedulerAnswer,
  SchedulerCall,
  SchedulerEvent,
  ScheduleState,
} from "../../spec/scheduler/history.ts";
import { tellEvent } from "./tellEvent.ts";

const startMs = 1_000_000;
const claim = { id: "s1", dueAtMs: startMs + 5_000, token: "t1" };

it("tells each call and its answer", () => {
  const told = [
    answer({ name: "define", config: { id: "s1", everyMs: 5_000, limit: 3 } }, null),
    answer(
      {
        name: "define",
        config: {
          id: "s2",
          cron: "0 2 * * *",
          timezone: "Europe/Berlin",
          fromMs: startMs + 60_000,
        },
      },
      null,
    ),
    answer({ name: "update", id: "s1", nextRunAtMs: startMs + 7_000 }, null),
    answer({ name: "pause", id: "s1" }, null),
    answer({ name: "resume", id: "s1" }, null),
    answer({ name: "delete", id: "s1" }, null),
    answer({ name: "trigger", id: "s1" }, true),
    answer({ name: "trigger", id: "s1" }, false),
    answer({ name: "claim" }, { claim }),
    answer({ name: "claim" }, { claim: null }),
    answer({ name: "complete", claim }, true),
    answer({ name: "complete", claim }, false),
    answer({ name: "migrate" }, 1),
    answer({ name: "list" }, { views: [] }),
    answer({ name: "get", id: "s1" }, { view: null }),
    answer(
      { name: "get", id: "s1" },
      { view: { id: "s1", status: "paused", nextRunAtMs: null, runCount: 1_200 } },
    ),
  ];
  expect(`\n${told.join("\n")}\n`).toMatchInlineSnapshot(`
    "
    w1 defined s1 (every 5,000 ms, limit 3)
    w1 defined s2 (cron "0 2 * * *" in Europe/Berlin, from 60,000 ms)
    w1 moved s1 to 7,000 ms
    w1 paused s1
    w1 resumed s1
    w1 deleted s1
    w1 triggered s1
    w1 asked to trigger s1: nothing was triggered
    w1 claimed s1 (due at 5,000 ms)
    w1 polled: nothing is due
    w1 completed s1 (due at 5,000 ms)
    w1 was told that its claim of s1 (due at 5,000 ms) is stale
    w1 migrated 1 schedule
    w1 listed 0 schedules
    w1 found no schedule s1
    w1 read s1: paused, next run none, run count 1,200
    "
  `);
});

it("tells what went wrong", () => {
  const told = [
    tell(
      { type: "invoked", at: startMs, process: "w1", op: 1, call: { name: "complete", claim } },
      { name: "complete", claim },
    ),
    ended({ name: "pause", id: "s1" }, { type: "failed", message: "WRONGTYPE" }),
    ended({ name: "claim" }, { type: "unknown", reason: "the connection was lost" }),
    tell({ type: "dispatched", at: startMs, process: "w1", op: 1, claim }),
    tell({
      type: "fault",
      at: startMs,
      fault: "crash",
      target: "w1",
      detail: "w1 died right after EVALSHA was executed",
    }),
    tell({
      type: "fault",
      at: startMs,
      fault: "lose-reply",
      target: "w1",
      detail: "EVALSHA was executed, its reply was lost",
    }),
    tell({ type: "process", at: startMs, process: "w1", change: "resumed" }),
    tell({ type: "phase", at: startMs, phase: "quiet" }),
  ];
  expect(`\n${told.join("\n")}\n`).toMatchInlineSnapshot(`
    "
    w1 asks to complete s1 (due at 5,000 ms)
    w1 failed to pause s1: WRONGTYPE
    w1 never learned whether it could claim: the connection was lost
    w1 dispatched s1 (due at 5,000 ms)
    w1 died right after EVALSHA was executed
    w1: EVALSHA was executed, its reply was lost
    w1 goes on
    the quiet period begins: everything heals, everything promised must happen
    "
  `);
});

it("tells how a canonical state changed", () => {
  const moved = { ...state, nextRunAtMs: startMs + 10_000, runCount: 1 };
  const told = [
    change(null, state),
    change(state, moved),
    change(state, { ...state, status: "paused" }),
    change(state, { ...state, leasedUntilMs: startMs + 30_000 }),
    change(state, { ...state, everyMs: 1_000 }),
    change(state, state),
    change(state, null),
  ];
  expect(`\n${told.join("\n")}\n`).toMatchInlineSnapshot(`
    "
    canonical state of s1: active, next run 5,000 ms, run count 0 (by w1)
    canonical next run of s1: 5,000 ms -> 10,000 ms, run count 0 -> 1 (by w1)
    canonical status of s1: active -> paused (by w1)
    canonical lease until of s1: none -> 30,000 ms (by w1)
    canonical definition of s1: every 5,000 ms -> every 1,000 ms (by w1)
    canonical state of s1 was written again, unchanged (by w1)
    canonical state of s1 is gone (by w1)
    "
  `);
});

const state: ScheduleState = {
  status: "active",
  nextRunAtMs: startMs + 5_000,
  runCount: 0,
  everyMs: 5_000,
  cron: null,
  timezone: null,
  fromMs: null,
  toMs: null,
  limit: null,
  leasedUntilMs: null,
};

const tell = (
  event: SchedulerEvent,
  call?: SchedulerCall,
  before: ScheduleState | null = null,
): string => tellEvent(event, { startMs, callOf: () => call, before });

const ended = (
  call: SchedulerCall,
  outcome: Extract<SchedulerEvent, { type: "returned" }>["outcome"],
): string =>
  tell(
    {
      type: "returned",
      at: startMs,
      process: "w1",
      op: 1,
      name: call.name,
      outcome,
      cost: { commands: 1, elements: 1, slots: [] },
    },
    call,
  );

const answer = (call: SchedulerCall, value: SchedulerAnswer): string =>
  ended(call, { type: "ok", value });

const change = (before: ScheduleState | null, after: ScheduleState | null): string =>
  tell(
    { type: "state", at: startMs, id: "s1", state: after, process: "w1", op: 1 },
    undefined,
    before,
  );
