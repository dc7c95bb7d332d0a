import type { GateRule } from "../../spec/gateResult.ts";
import { grouped } from "../grouped.ts";

/**
 * How often each fault struck in the runs in which a rule held. Most rules are asked by all runs, so rules with the same
 * figures share a line.
 */
export function faultsOfRules(
  rules: readonly GateRule[],
): readonly { readonly rules: readonly string[]; readonly faults: string }[] {
  const sharing = new Map<string, string[]>();
  for (const { rule, held, faults } of rules) {
    if (held === 0) continue;
    const told = [...faults]
      .filter(([, times]) => times > 0)
      .map(([kind, times]) => `${kind} ${grouped(times)}`)
      .join("  ");
    const figures = told === "" ? "none" : told;
    sharing.set(figures, [...(sharing.get(figures) ?? []), rule]);
  }
  return [...sharing].map(([faults, names]) => ({ rules: names, faults }));
}
