import { expect, it } from "vitest";
import type { StreamBalancerFault } from "../../../spec/streamBalancer/fault.ts";
import { streamBalancerRules } from "../../../spec/streamBalancer/rules/index.ts";
import type { Topology } from "../../../spec/topology.ts";
import { plainScript } from "../../reproduction/plainScript.ts";
import { reproduceStreamBalancer } from "./reproduceStreamBalancer.ts";

const facts = (
  faults: readonly StreamBalancerFault[] = [],
  topology: Topology = { kind: "standalone" },
) => ({ scenario: { topology, faults }, producers: ["p1"], ridesOutMs: 30_000 });
const lostBy = (process: string) =>
  ({ fault: "lose-reply", process, atMs: 0, request: 1 }) as const;

const severalMasters = ["SB-15", "SB-24"];
const plain = streamBalancerRules.map(({ id }) => id).filter((id) => !severalMasters.includes(id));

it.each(plain)("has a plain script for %s, with and without faults", (rule) => {
  for (const faults of [[], [lostBy("c1")], [lostBy("p1")]]) {
    const lines = reproduceStreamBalancer(rule, facts(faults));
    if (typeof lines === "string") throw new Error(lines);
    const subject = { name: "broken/x", module: null, listName: "streamBalancerSubjects" };
    expect(plainScript(subject, { rule, statement: "", lines })).toContain("end(");
  }
});

it("loses a reply to a producer where the scenario did", () => {
  const whose = (process: string) => reproduceStreamBalancer("SB-2", facts([lostBy(process)]));
  expect(String(whose("p1"))).toContain("the reply to the ${what} was lost");
  expect(String(whose("c1"))).toContain("the owner of d1 died");
});

it.each([
  ["SB-1", facts([], { kind: "replicated", replicas: 1 }), "a plain script has one server"],
  ["SB-15", facts(), "it is about several masters"],
  ["SB-24", facts(), "what failovers and restarts take back"],
  ["SB-99", facts(), "nobody has written down what hits SB-99 by itself"],
])("says why nothing plain hits %s", (rule, asked, why) => {
  expect(reproduceStreamBalancer(rule, asked)).toContain(why);
});
