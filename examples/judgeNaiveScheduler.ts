import { drawScenario, runScenario } from "../conformance/index.ts";
import { naiveScheduler } from "./naiveScheduler.ts";

/** Puts the naive scheduler on trial without the command line, and tells the first seed on which each rule fell. */
export async function judgeNaiveScheduler(seeds: number): Promise<ReadonlyMap<string, string>> {
  const { capabilities, declares } = naiveScheduler;
  const fallen = new Map<string, string>();
  for (let seed = 1; seed <= seeds; seed++) {
    const { scenario } = drawScenario(seed, {
      capabilities,
      declares,
      faults: ["crash", "lose-reply", "skew"],
    });
    const { verdicts } = await runScenario({
      subject: naiveScheduler,
      scenario,
      seed,
      journal: "digest",
    });
    for (const { rule, verdict, violations } of verdicts) {
      if (verdict !== "violated" || fallen.has(rule.id)) continue;
      fallen.set(rule.id, `seed ${seed}: ${violations[0]?.because}`);
    }
  }
  return fallen;
}
