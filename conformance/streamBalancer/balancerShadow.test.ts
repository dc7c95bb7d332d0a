import { expect, it } from "vitest";
import { referenceBalancer } from "../../adapters/streamBalancer/reference/referenceBalancer.ts";
import { messageField } from "../../spec/streamBalancer/history.ts";
import { BalancerShadow, type BalancerFact } from "./balancerShadow.ts";

const layout = referenceBalancer.layout("work");
const { inputKey, group } = layout;
const lease = "{work}-lock:s1";
const item = { name: "s1", info: { [messageField]: "m1" } };

it("tells of each step of an entry, and of its lease, what a server told its replicas", () => {
  const refused: string[] = [];
  const shadow = new BalancerShadow(layout, 0, new Map(), refused);
  let atUs = 1_000_000;
  const told = (...commands: readonly (readonly string[])[]): readonly string[] => {
    atUs += 1_000;
    const called = commands.map((argv) => ({ atUs, port: null, argv }));
    const { states } = shadow.carryOut({ head: { atUs, port: 5001, argv: ["EVALSHA"] }, called });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what this shadow tells
    return states.map(({ id, state }) => `${id}: ${inWords(state as BalancerFact | null)}`);
  };
  expect(told(["XGROUP", "CREATE", inputKey, group, "0", "MKSTREAM"])).toEqual(["group: there"]);
  expect(told(["XADD", inputKey, "7-0", ...layout.entryFields(item)])).toEqual([
    "entry 7-0: undelivered m1",
  ]);
  const claim = ["XCLAIM", inputKey, group, "c1", "0", "7-0", "TIME", "1000", "RETRYCOUNT", "1"];
  expect(told([...claim, "FORCE", "JUSTID", "LASTID", "7-0"])).toEqual([
    "entry 7-0: pending for c1 m1",
  ]);
  const token = "9 c1/life 7-0";
  expect(told(["SET", lease, token, "PXAT", "3000"])).toEqual([`lease ${lease}: c1 until 3000`]);
  expect(told(["PEXPIREAT", lease, "4000"])).toEqual([`lease ${lease}: c1 until 4000`]);
  expect(told(["XACK", inputKey, group, "7-0"], ["XDEL", inputKey, "7-0"], ["DEL", lease])).toEqual(
    ["entry 7-0: gone", `lease ${lease}: gone`],
  );
  expect(refused).toEqual([]);
});

it("says what is different in a snapshot, but not that a lease is over that had ended", () => {
  const shadow = new BalancerShadow(layout, 0, new Map(), []);
  const called = [
    ["XADD", inputKey, "7-0", ...layout.entryFields(item)],
    ["SET", lease, "9 c1/life 7-0", "PXAT", "3000"],
  ].map((argv) => ({ atUs: 2_000_000, port: null, argv }));
  shadow.carryOut({ head: { atUs: 2_000_000, port: 5001, argv: ["EXEC"] }, called });
  expect(shadow.load([], 4_500_000).map(({ id, state }) => [id, state])).toEqual([
    ["entry 7-0", null],
  ]);
});

function inWords(fact: BalancerFact | null): string {
  switch (fact?.kind) {
    case undefined:
      return "gone";
    case "entry":
      return `${fact.where.place}${"consumer" in fact.where ? ` for ${fact.where.consumer}` : ""} ${fact.content.message}`;
    case "dead-letter":
      return fact.content.message;
    case "lease":
      return `${fact.holder} until ${fact.until}`;
    case "group":
      return "there";
  }
}
