import { expect, it } from "vitest";
import type { BalancerCall, StreamBalancerEvent } from "../../spec/streamBalancer/history.ts";
import { writeTrial } from "../../spec/streamBalancer/writeTrial.testkit.ts";
import { tellEvent } from "./tellEvent.ts";

it("tells how a piece of work comes, is worked on, fails and becomes a dead letter", () => {
  const run = writeTrial();
  run.start("c1");
  run.group(true, "c1");
  const id = run.at(100).add("d1", "m1");
  run.at(200).own("c1", id, "7");
  run.work("work-failed", "c1", id);
  const failing = run.invoke("c1", { name: "fail", stream: "d1", reason: "it failed" });
  const again = run.requeue(id, failing, 1);
  run.unlease("d1", failing);
  run.answer(failing, true);
  run.scan("c1");
  run.bury(again, "c1");
  expect(told(run.end().history)).toMatchInlineSnapshot(`
    "
    faults may strike from now on
    c1 started
    c1 asks to join the group
    c1 asked to join the group: done
    the consumer group is there (by c1)
    p1 asks to add d1
    entry 1-0 (d1, m1) waits to be delivered (by p1)
    p1 asked to add d1: 1-0
    entry 1-0 (d1, m1) is pending for c1 (by c1)
    c1 has the lease of d1 until 2,200 ms (by c1)
    c1 is told that it owns d1 (1-0)
    c1 begins to work on d1 (m1, 1-0)
    c1 fails at the work on d1 (m1, 1-0)
    c1 asks to give d1 up, which has failed
    entry 2-0 (d1, m1, failed once) waits to be delivered (by c1)
    entry 1-0 (d1, m1) is gone (by c1)
    the lease of d1 is gone (by c1)
    c1 asked to give d1 up, which has failed: done
    c1 begins a scan
    d1, m1, failed 2 times is a dead letter: max_retries_exceeded (by c1)
    entry 2-0 (d1, m1, failed once) is gone (by c1)
    the run ends
    "
  `);
});

it("tells what goes wrong", () => {
  const run = writeTrial();
  const id = run.add("d1", "m1");
  run.own("c1", id);
  run.disown("c1", id);
  run.notify("c1", { type: "expired", name: "d1", id });
  run.call("c1", { name: "claim", stream: "d1", id }, "gone");
  run.call("c1", { name: "complete", stream: "d1" }, false);
  run.lose(run.invoke("c1", { name: "complete", stream: "d1" }));
  run.fail(run.invoke("c1", { name: "reset-topology" }), "no master answers");
  run.strand(id, "c1");
  run.move(id, { place: "trimmed", consumer: "c1", deliveries: 2 }, null);
  run.move(id, { place: "pending", consumer: "c2", deliveries: 2 }, "c2", "redis-1");
  run.addPoison("m2");
  run.notify("c1", { type: "terminated", reason: "five errors" });
  run.group(false, null);
  run.incident("failover");
  run.fault("pause", "c1");
  run.cost("c1", 0, 12);
  run.metrics("c1", { scans: 2 });
  run.call("c1", { name: "shutdown" });
  expect(told(run.end().history)).toMatchInlineSnapshot(`
    "
    faults may strike from now on
    p1 asks to add d1
    entry 1-0 (d1, m1) waits to be delivered (by p1)
    p1 asked to add d1: 1-0
    entry 1-0 (d1, m1) is pending for c1 (by c1)
    c1 has the lease of d1 until 2,000 ms (by c1)
    c1 is told that it owns d1 (1-0)
    c1 begins to work on d1 (m1, 1-0)
    c1 is told that it owns d1 no longer (the lease was lost)
    c1 is told that the lease of d1 has ended
    c1 asks to recover d1 (1-0)
    c1 asked to recover d1 (1-0): gone
    c1 asks to complete d1
    c1 asked to complete d1: refused
    c1 asks to complete d1
    c1 never learned whether it could complete d1: the connection was lost
    c1 asks to find the masters anew
    c1 failed to find the masters anew: no master answers
    entry 1-0 (d1, m1) is acknowledged and still in the stream, where nobody will be given it (by c1)
    entry 1-0 (d1, m1) is pending for c1, but no longer in the stream
    entry 1-0 (d1, m1) is pending for c2, delivered 2 times (by c2), at redis-1, which is replaced
    entry 2-0 (m2, which nobody can read) waits to be delivered (by p1)
    c1 is told that nothing more will come (five errors)
    the consumer group is gone
    r2 became the master in place of r1
    pause struck c1
    c1 had 12 commands executed since 0 ms
    c1 has counted scans 2, requeued 0, aliveSkips 0, deadLettered 0, topologyResets 0, mastersSetUp 0, mastersNotSetUp 0
    c1 asks to shut down
    c1 asked to shut down: done
    the run ends
    "
  `);
});

/** A line for each event. */
function told(history: readonly StreamBalancerEvent[]): string {
  const calls = new Map<number, BalancerCall>();
  for (const event of history) if (event.type === "invoked") calls.set(event.op, event.call);
  const startMs = history[0]!.at;
  const lines = history.map((event) =>
    tellEvent(event, { startMs, callOf: (op) => calls.get(op) }),
  );
  return `\n${lines.join("\n")}\n`;
}
