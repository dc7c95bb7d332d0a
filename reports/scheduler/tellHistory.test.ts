import { expect, it } from "vitest";
import type { SchedulerCall, SchedulerEvent, ScheduleState } from "../../spec/scheduler/history.ts";
import { tellViolation } from "../tellViolation.ts";
import { timeline } from "../timeline.ts";
import { tellHistory } from "./tellHistory.ts";

it("tells an early claim as a story", () => {
  const history: SchedulerEvent[] = [
    { type: "phase", at: 0, phase: "faults" },
    { type: "process", at: 0, process: "w1", change: "started" },
    ...call(1, 0, 4, "w1", { name: "define", config: { id: "s1", everyMs: 60_000 } }, null),
    stateAt(3, 60_000),
    ...call(2, 5, 9, "w1", { name: "define", config: { id: "other", everyMs: 60_000 } }, null),
    ...Array.from({ length: 20 }, (_, index) =>
      call(
        10 + index,
        100 * (index + 1),
        100 * (index + 1) + 4,
        "w1",
        { name: "claim" },
        { claim: null },
      ),
    ).flat(),
    {
      type: "fault",
      at: 2_500,
      fault: "stale-early",
      target: "s1",
      detail: "the index says that s1 is due 50000 ms earlier",
    },
    ...call(
      50,
      11_000,
      11_004,
      "w1",
      { name: "claim" },
      { claim: { id: "s1", dueAtMs: 60_000, token: null } },
    ),
    ...call(51, 11_500, 11_504, "w2", { name: "pause", id: "s1" }, null),
  ];
  const claimed = history.findIndex((event) => event.type === "returned" && event.op === 50);
  const violation = { events: [claimed], because: "w1 claimed s1 49 s before it was due" };

  const story = tellViolation({
    rule: "SC-1",
    level: "must",
    statement: "No occurrence is claimed before its canonical time.",
    because: violation.because,
    hint: "does the claim read the canonical time, or the score?",
    timeline: timeline(tellHistory(history, violation, 0), { linesMax: 12 }),
    found: "seed 7, shrunk from 41 to 3 steps",
    artefact: ".claimcheck/reference-SC-1-7.json",
    commit: "3f9c2e1a77aa00112233",
  });
  expect(`\n${story}\n`).toMatchInlineSnapshot(`
    "
    SC-1 violated: No occurrence is claimed before its canonical time.
      w1 claimed s1 49 s before it was due

                4 ms  w1 defined s1 (every 60,000 ms)
                3 ms  canonical state of s1: active, next run 60,000 ms, run count 0 (by w1)
                      ... 20 polls that found nothing, 1 other event
            2,500 ms  the index says that s1 is due 50000 ms earlier
      >    11,004 ms  w1 claimed s1 (due at 60,000 ms)

      if this fails, look at: does the claim read the canonical time, or the score?
      found by: seed 7, shrunk from 41 to 3 steps
      replay: npm run replay -- .claimcheck/reference-SC-1-7.json
      commit: 3f9c2e1a77aa
    "
  `);
});

it("tells the faults of the whole run when no event proves the violation", () => {
  const history: SchedulerEvent[] = [
    { type: "phase", at: 0, phase: "faults" },
    {
      type: "fault",
      at: 10,
      fault: "wrong-type",
      target: "index",
      detail: "the index holds a string",
    },
    { type: "phase", at: 100, phase: "quiet" },
  ];
  const told = timeline(tellHistory(history, { events: [], because: "" }, 0), { linesMax: 12 });
  expect(`\n${told.join("\n")}\n`).toMatchInlineSnapshot(`
    "
               10 ms  the index holds a string
              100 ms  the quiet period begins: everything heals, everything promised must happen
    "
  `);
});

function call(
  op: number,
  from: number,
  to: number,
  process: string,
  asked: SchedulerCall,
  value: Extract<Extract<SchedulerEvent, { type: "returned" }>["outcome"], { type: "ok" }>["value"],
): SchedulerEvent[] {
  const cost = { commands: 1, elements: 1, slots: [] };
  return [
    { type: "invoked", at: from, process, op, call: asked },
    {
      type: "returned",
      at: to,
      process,
      op,
      name: asked.name,
      outcome: { type: "ok", value },
      cost,
    },
  ];
}

function stateAt(at: number, nextRunAtMs: number): SchedulerEvent {
  const state: ScheduleState = {
    status: "active",
    nextRunAtMs,
    runCount: 0,
    everyMs: 60_000,
    cron: null,
    timezone: null,
    fromMs: null,
    toMs: null,
    limit: null,
    leasedUntilMs: null,
  };
  return { type: "state", at, id: "s1", state, process: "w1", op: 1 };
}
