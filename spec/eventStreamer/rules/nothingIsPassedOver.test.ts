import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { nothingIsPassedOver as rule } from "./nothingIsPassedOver.ts";

it("holds when a name is given everything in order, by one receiver or several", () => {
  const run = writeTrial();
  run.open("r1");
  run.open("r2");
  const [first, second] = [run.send("m1"), run.send("m2")];
  run.done("r1", first);
  run.done("r2", second);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the event that was never given, and at the later one that was", () => {
  const run = writeTrial();
  run.open("r1");
  run.send("m1");
  const second = run.at(10).send("m2");
  run.at(20).receive("r1", second);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r1 was given m2 at 20 ms, but never m1, which had been sent to t1 at 0 ms",
        "events": [
          4,
          7,
          8,
        ],
      },
    ]
  `);
});

it("points at an event that is given before its turn to who begins with the first", () => {
  const run = writeTrial();
  run.send("m1");
  const second = run.send("m2");
  run.open("r1");
  run.receive("r1", second);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 was given m2 at 0 ms, but never m1, which had been sent to t1 at 0 ms",
    ]
  `);
});

it("asks nothing about what is no longer kept, what failed, and what nobody knows of", () => {
  const forgotten = writeTrial({ declares: { retention: { eventsMax: 1, slack: 0 } } });
  forgotten.open("r1");
  for (let n = 1; n <= 30; n++) forgotten.send(`m${n}`);
  forgotten.receive("r1", forgotten.send("last"));
  expect(rule.check(forgotten.end())).toEqual([]);

  const failed = writeTrial();
  failed.open("r1");
  failed.fail(failed.beginSend("m1")[0]);
  failed.lose(failed.beginSend("m2")[0]);
  failed.receive("r1", failed.send("m3"));
  expect(rule.check(failed.end())).toEqual([]);
});

it("asks for no order of sends that overlap, until their ids tell it", () => {
  const run = writeTrial();
  run.open("r1");
  const [one] = run.beginSend("m1");
  const [other, event] = run.beginSend("m2");
  run.answer(one);
  run.answer(other);
  run.receive("r1", event);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a send of which nobody knows be appended late", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1");
  const [late, event] = run.beginSend("m1");
  run.lose(late);
  const [first, last] = [run.send("m2"), run.send("m3")];
  run.done("r1", { ...first, id: "10" });
  run.done("r1", { ...event, id: "20" });
  run.done("r1", { ...last, id: "30" });
  expect(rule.check(run.end())).toEqual([]);
});

it("counts what may have been appended after an event: all that was under way with it, and what clients may have sent again", () => {
  const passes = (before: number, after: number, isCut = false) => {
    const run = writeTrial({ capabilities: ["durable"] }); // it keeps twenty
    run.open("r1");
    const underWay = Array.from({ length: before }, (_, n) => run.beginSend(`b${n}`));
    run.send("early");
    for (const [op] of underWay) run.answer(op);
    const cut = run.at(10).beginSend("a0");
    if (isCut) run.world({ type: "fault", fault: "cut-reply", target: "p1", detail: "cut" });
    run.at(20).answer(cut[0]);
    for (let n = 1; n < after; n++) run.send(`a${n}`);
    run.receive("r1", run.send("last"));
    return !rule.check(run.end()).some(({ because }) => /never (b\d|early),/.test(because));
  };
  expect([passes(0, 10), passes(0, 11), passes(0, 10, true)]).toEqual([false, true, true]);
  expect([passes(9, 1), passes(9, 2)]).toEqual([false, true]);
});

it("excuses what a setback took, and asks for nothing of another life of a process in memory", () => {
  const setBack = writeTrial({ capabilities: ["durable"] });
  setBack.open("r1");
  setBack.send("m1");
  setBack.incident("failover");
  setBack.receive("r1", setBack.send("m2"));
  expect(rule.check(setBack.end())).toEqual([]);

  const again = writeTrial();
  again.send("m1");
  again.process("p1", "crashed");
  again.process("p1", "started");
  again.open("r1");
  again.receive("r1", again.send("m2"));
  expect(rule.check(again.end())).toEqual([]);
});

it("asks of what is kept elsewhere in another life, too", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.send("m1");
  run.process("p1", "crashed");
  run.process("p1", "started");
  run.open("r1");
  run.receive("r1", run.send("m2"));
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 was given m2 at 0 ms, but never m1, which had been sent to t1 at 0 ms",
    ]
  `);
});

it("lets another receiver of the name be done with it while this one looks", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1");
  run.open("r2");
  const first = run.send("m1");
  const second = run.send("m2");
  const wait = run.wait("r1");
  run.done("r2", first);
  run.answer(wait, { event: second });
  expect(rule.check(run.end())).toEqual([]);
});

it("asks nothing of what a node gives that had been replaced", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1");
  run.send("m1");
  const second = run.send("m2");
  run.aside(() => run.receive("r1", second));
  expect(rule.check(run.end())).toEqual([]);
});
