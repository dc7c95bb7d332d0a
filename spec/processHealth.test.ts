import { expect, it } from "vitest";
import { writeTrial } from "./scheduler/writeTrial.testkit.ts";

/** Writes incidents, one event each, and says at which of their positions the worker was well. */
function healthyAt(write: (run: ReturnType<typeof writeTrial>) => void): readonly boolean[] {
  const run = writeTrial();
  write(run);
  const { health, history } = run.end();
  return history.map((_, index) => health.isHealthyDuring("w1", index, index)).slice(1, -1);
}

it("is down from a crash to the next start, and stands still from a pause to its end", () => {
  const healthy = healthyAt((run) => {
    run.process("w1", "started");
    run.process("w1", "crashed");
    run.fault("orphan-member", "s1");
    run.process("w1", "started");
    run.fault("orphan-member", "s1");
    run.process("w1", "paused");
    run.process("w1", "resumed");
    run.fault("orphan-member", "s1");
  });
  expect(healthy).toEqual([true, false, false, false, true, false, false, true]);
});

it("needs an end for each of two overlapping troubles with the network", () => {
  const healthy = healthyAt((run) => {
    run.fault("partition", "w1");
    run.fault("delay", "w1");
    run.process("w1", "healed");
    run.fault("orphan-member", "s1");
    run.process("w1", "healed");
    run.fault("orphan-member", "s1");
  });
  expect(healthy).toEqual([false, false, false, false, false, true]);
});

it("is not well while a node cannot be reached, or cannot answer", () => {
  const healthy = healthyAt((run) => {
    run.fault("partition-client", "w1");
    run.fault("orphan-member", "s1");
    run.process("w1", "healed");
    run.fault("orphan-member", "s1");
  });
  expect(healthy).toEqual([false, false, false, true]);
});

it("is well again when everything is healed", () => {
  const healthy = healthyAt((run) => {
    run.fault("stall", "w1");
    run.fault("stall", "w1");
    run.quiet();
    run.fault("orphan-member", "s1");
  });
  expect(healthy).toEqual([false, false, false, true]);
});

it("does not count what happens to others, nor a wrong clock", () => {
  const healthy = healthyAt((run) => {
    run.fault("partition", "w2");
    run.fault("skew", "w1");
    run.fault("lose-reply", "w1");
  });
  expect(healthy).toEqual([true, true, false]);
});
