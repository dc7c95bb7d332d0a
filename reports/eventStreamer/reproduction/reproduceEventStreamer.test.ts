import { describe, expect, it } from "vitest";
import { eventStreamerRules } from "../../../spec/eventStreamer/rules/index.ts";
import { plainScript } from "../../reproduction/plainScript.ts";
import type { EventStreamerFacts } from "./eventStreamerWindow.ts";
import { reproduceEventStreamer } from "./reproduceEventStreamer.ts";

const facts = (isInMemory: boolean): EventStreamerFacts => ({
  scenario: { topology: { kind: "standalone" }, faults: [] },
  declares: {
    wakeMsMax: 1,
    idle: { turnsPerMinute: 0, commandsPerMinute: 12, timers: 0, connections: 2 },
    retention: { eventsMax: 100, slack: 0.1 },
    createdBy: "server",
  },
  isInMemory,
});
const subject = { name: "broken/x", module: null, listName: "eventStreamerSubjects" };

/** The script for a rule, or why there is none. */
function scriptFor(rule: string, isInMemory: boolean): string {
  const lines = reproduceEventStreamer(rule, facts(isInMemory));
  return typeof lines === "string" ? lines : plainScript(subject, { rule, statement: "", lines });
}

describe.each(eventStreamerRules.map(({ id }) => id))("%s", (rule) => {
  it("has a plain script in memory, which needs no server", () => {
    const script = scriptFor(rule, true);
    expect(script).toContain("end(");
    expect(script).not.toContain("ioredis");
  });

  it("has one on Redis, or a reason why not", () => {
    const isSeenOnlyFromWithin = ["ES-5", "ES-13"].includes(rule);
    expect(scriptFor(rule, false).includes("new Redis({ host, port })")).toBe(
      !isSeenOnlyFromWithin,
    );
  });
});

it.each([
  [{ ...facts(true).scenario, topology: { kind: "replicated", replicas: 1 } }, "a plain script has one server"], // prettier-ignore
  [{ ...facts(true).scenario, faults: [{ fault: "pause", process: "p1", atMs: 0, forMs: 1 }] }, "it takes pause at the right moment"], // prettier-ignore
] as const)("says what a plain script cannot bring about", (scenario, why) => {
  expect(reproduceEventStreamer("ES-2", { ...facts(true), scenario })).toContain(why);
});
