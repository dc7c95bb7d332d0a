import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { recoveryHasOneSuccessor as rule } from "./recoveryHasOneSuccessor.ts";

/** An entry whose consumer died; c2 and c3 recover. */
function dead() {
  const run = writeTrial();
  run.start("c1", "c2", "c3");
  const id = run.at(100).add("s1");
  run.at(101).own("c1", id);
  run.at(200).process("c1", "crashed");
  run.at(20_000);
  return { run, id };
}
const again = { item: { name: "s1", info: { message: "s1" } }, message: "s1" };

it("holds when one of two recoverers adds the successor, in either order of its two steps", () => {
  const { run, id } = dead();
  const second = run.requeue(id, "c2");
  run.own("c3", second);
  run.process("c3", "crashed");
  run.at(50_000).strand(second, "c2");
  run.at(50_010).put(again, "c2");
  expect(rule.check(run.at(90_000).end())).toEqual([]);
});

it("points at two recoverers that both add one", () => {
  const { run, id } = dead();
  run.remove(id, "c2");
  run.put(again, "c2");
  run.at(20_005).put(again, "c3");
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "message s1 (s1) was once taken out to be recovered, but has 2 successors: 2-0 by c2 at 20,000 ms, 3-0 by c3 at 20,005 ms",
        "events": [
          11,
          18,
          19,
          20,
        ],
      },
    ]
  `);
});

it("points at a successor of an entry that stays", () => {
  const { run } = dead();
  run.put(again, "c2");
  run.process("c2", "crashed");
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "message s1 (s1) was never taken out to be recovered, but has 1 successor: 2-0 by c2 at 20,000 ms",
    ]
  `);
});

it("points at a successor of what was completed", () => {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(100).add("s1");
  run.own("c1", id);
  run.complete("c1", id);
  run.at(20_000).put(again, "c2");
  expect(rule.check(run.at(60_000).end())).toHaveLength(1);
});

it("points at a dead letter beside a successor", () => {
  const { run, id } = dead();
  run.requeue(id, "c2");
  run.at(20_005).letter(id, "c3");
  expect(rule.check(run.at(60_000).end())).toHaveLength(1);
});

it("counts what a failover undid on both sides", () => {
  const { run, id } = dead();
  const past = run.remember();
  run.requeue(id, "c2");
  run.at(20_100).incident("failover", past);
  run.at(40_000).requeue(id, "c3");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("waits for the second step of a process that lives", () => {
  const { run } = dead();
  run.put(again, "c2");
  expect(rule.check(run.at(20_500).end())).toEqual([]);
});

it("points at one addition that made two entries", () => {
  const run = writeTrial();
  const op = run.at(100).invoke("p1", { name: "add", item: again.item });
  run.put(again, op);
  const second = run.at(150).put(again, op);
  run.answer(op, { id: second });
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "one addition by p1 made two entries of message s1 (s1): 1-0 at 100 ms and 2-0 at 150 ms",
    ]
  `);
});

it("leaves it to a producer to add the same again", () => {
  const run = writeTrial();
  run.add("s1");
  run.add("s1");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});
