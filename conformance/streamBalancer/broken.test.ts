import { expect, it } from "vitest";
import { streamBalancerSubjects } from "../../adapters/streamBalancer/index.ts";
import { streamBalancerFaultKinds } from "../../spec/streamBalancer/fault.ts";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import { catchingSeeds } from "../acceptance/catchingSeeds.ts";
import { drawScenario } from "./drawScenario.ts";
import { runScenario } from "./runScenario.ts";

const broken = streamBalancerSubjects.filter(({ breaks }) => breaks !== undefined);

it.each(broken.map((subject) => [subject.name, subject] as const))(
  "%s is caught by the rule that it names",
  async (name, subject) => {
    const seed = catchingSeeds["stream-balancer"]?.[name] ?? 0;
    const [topology = "standalone"] = subject.topologies ?? [];
    const faults = streamBalancerFaultKinds.filter(
      (kind) => topology !== "standalone" || !isNodeFaultKind(kind),
    );
    const { scenario } = drawScenario(seed, { faults, topology });
    const run = await runScenario({ subject, scenario, seed, journal: "digest" });
    expect(run.undecided).toEqual([]);
    const violated = run.verdicts.flatMap(({ rule, verdict }) =>
      verdict === "violated" ? rule.id : [],
    );
    expect(violated).toContain(subject.breaks);
  },
);
