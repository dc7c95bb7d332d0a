import { expect, it } from "vitest";
import { streamBalancerSubjects } from "../../adapters/streamBalancer/index.ts";
import { streamBalancerFaultKinds } from "../../spec/streamBalancer/fault.ts";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import { drawScenario } from "./drawScenario.ts";
import { runScenario } from "./runScenario.ts";

/** The first seed that shows each defect; `npm run acceptance -- broken --full` searches, and makes them small. */
const seeds: ReadonlyMap<string, number> = new Map([
  ["broken/acknowledgesBeforeItAdds", 36],
  ["broken/acknowledgesBlindly", 36],
  ["broken/addsBeforeItAcknowledges", 36],
  ["broken/addsTwice", 32],
  ["broken/buriesInTwoSteps", 57],
  ["broken/completesAllOnShutdown", 7],
  ["broken/completesWhatItLost", 37],
  ["broken/countsCrashes", 5],
  ["broken/countsForOthers", 22],
  ["broken/dropsPoison", 2],
  ["broken/fenceIsTheEntry", 4],
  ["broken/forgetsWhatWaits", 4],
  ["broken/givesUpAfterFiveErrors", 9],
  ["broken/keepsAllDeadLetters", 53],
  ["broken/locksByMessageId", 17],
  ["broken/looksAtTheOldest", 71],
  ["broken/looksBeforeItRecovers", 25],
  ["broken/neverLeaves", 1],
  ["broken/neverSubscribesAgain", 5],
  ["broken/ownsWithoutADeadline", 7],
  ["broken/pollsAllTheTime", 1],
  ["broken/recoversTheLiving", 5],
  ["broken/revivesItsLease", 96],
  ["broken/scansInStep", 1],
  ["broken/stopsAtPoison", 2],
  ["broken/takesWhatIsNotItsOwn", 5],
  ["broken/trustsNotifications", 11],
  ["broken/unlocksBeforeItAcknowledges", 1],
  ["broken/watchesOneMaster", 1],
  ["published", 4],
]);

const broken = streamBalancerSubjects.filter(({ breaks }) => breaks !== undefined);

it("has a seed for every broken subject", () => {
  expect([...seeds.keys()].toSorted()).toEqual(broken.map(({ name }) => name).toSorted());
});

it.each(broken.map((subject) => [subject.name, subject] as const))(
  "%s is caught by the rule that it names",
  async (name, subject) => {
    const seed = seeds.get(name) ?? 0;
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
