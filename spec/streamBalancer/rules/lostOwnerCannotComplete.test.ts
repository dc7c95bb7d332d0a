import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { lostOwnerCannotComplete as rule } from "./lostOwnerCannotComplete.ts";

const complete = { name: "complete", stream: "s1" } as const;

/** c1 has owned s1 since 1,000 ms; its lease lasts for 2,000 ms. */
function owned() {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  return { run, id };
}

it("holds when the owner completes, and when others are refused", () => {
  const { run, id } = owned();
  run.call("c2", complete, false);
  run.at(1_500).complete("c1", id);
  run.call("c1", complete, false);
  expect(rule.check(run.end())).toEqual([]);
});

it("holds when the owner says it again because it heard no answer", () => {
  const { run, id } = owned();
  const op = run.invoke("c1", complete);
  run.remove(id, op);
  run.unlease("s1", op);
  run.lose(op);
  run.at(1_200).call("c1", complete, true);
  expect(rule.check(run.end())).toEqual([]);
});

it("reads a change of which nobody can tell the call as the completion that was open", () => {
  const { run, id } = owned();
  const op = run.invoke("c1", complete);
  run.remove(id, "c1");
  run.answer(op, true);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a completion that took out nothing", () => {
  const { run, id } = owned();
  run.at(4_000).own("c2", run.requeue(id, "c2"));
  run.at(4_100).call("c1", complete, true);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "c1 was told at 4,100 ms that it completed s1, but nothing was taken out",
        "events": [
          12,
          20,
          21,
        ],
      },
    ]
  `);
});

it("points at a completion after the end of the lease", () => {
  const { run, id } = owned();
  run.at(3_000).unlease("s1");
  run.at(4_000).complete("c1", id);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "c1 completed s1 (1-0) at 4,000 ms without a lease: its lease had ended at 3,000 ms",
    ]
  `);
});

it("holds when a scan recovers what a completion waits for that has not been answered", () => {
  const { run, id } = owned();
  const op = run.invoke("c1", complete);
  run.at(3_000).unlease("s1");
  run.at(4_000).requeue(id, op);
  run.answer(op, false);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a lease lie longer by as much as the server's clock is set back", () => {
  const { run, id } = owned();
  run.at(1_100).clock("redis-1", -5_000);
  run.at(4_000).complete("c1", id);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a lease lie through its last millisecond, and no longer", () => {
  const completed = (at: number) => {
    const { run, id } = owned();
    run.at(at).complete("c1", id);
    return rule.check(run.end());
  };
  expect(completed(3_000)).toEqual([]);
  expect(completed(3_001)).toHaveLength(1);
});

it("lets it lie no longer than the clock was set back", () => {
  const { run, id } = owned();
  run.at(1_100).clock("redis-1", -500);
  run.at(4_000).complete("c1", id);
  expect(rule.check(run.end())).toHaveLength(1);
});

it("leaves it to another rule when the lease is let go first", () => {
  const { run, id } = owned();
  const op = run.invoke("c1", complete);
  run.unlease("s1", op);
  run.remove(id, op);
  run.answer(op, true);
  expect(rule.check(run.end())).toEqual([]);
});

it("does not ask an owner to know what an incident took", () => {
  const { run, id } = owned();
  run.at(1_200).incident("failover", { ...run.remember(), leases: new Map() });
  run.at(1_300).complete("c1", id);
  expect(rule.check(run.end())).toEqual([]);
});
