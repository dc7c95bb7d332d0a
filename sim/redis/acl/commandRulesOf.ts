import type { Registry } from "../registry.ts";
import { applySelectorRule } from "./applySelectorRule.ts";
import { categories } from "./categories.ts";
import { emptySelector } from "./user.ts";
import type { Selector } from "./user.ts";

/**
 * The shortest rules that Redis 7.0 finds for what a selector may run: it does not remember what it was told. First the
 * categories that fit best, then single commands (`ACLDescribeSelectorCommandRules` of acl.c). Single commands are in the order of
 * their names; Redis has them in that of a hash table, which is another one in each process.
 */
export function commandRulesOf(registry: Registry, selector: Selector): string {
  const additive = !selector.futureCommands;
  const sign = additive ? "+" : "-";
  const rules = [additive ? "-@all" : "+@all"];
  const described = emptySelector(false);
  applySelectorRule(registry, described, rules[0]!);
  // What is left to be described: each category that was chosen is taken out of it.
  const left = emptySelector(false);
  left.commands = new Set(selector.commands);
  const applied = new Set<string>();
  for (;;) {
    const best = bestCategory(registry, left, additive, applied);
    if (best === null) break;
    applied.add(best);
    rules.push(`${sign}@${best}`);
    applySelectorRule(registry, described, `${sign}@${best}`);
    applySelectorRule(registry, left, `${additive ? "-" : "+"}@${best}`);
  }
  for (const { name, fullName } of registry.all()) {
    const allowed = selector.commands.has(name);
    if (allowed !== described.commands.has(name)) {
      const rule = `${allowed ? "+" : "-"}${fullName}`;
      rules.push(rule);
      applySelectorRule(registry, described, rule);
    }
    if (allowed) continue;
    for (const argument of selector.firstArguments.get(name) ?? [])
      rules.push(`+${fullName}|${argument}`);
  }
  return rules.join(" ");
}

/** The category with more commands to tell than commands to take back, and the fewest of these; of equals the one that tells more. */
function bestCategory(
  registry: Registry,
  { commands: left }: Selector,
  additive: boolean,
  applied: ReadonlySet<string>,
): string | null {
  let best: string | null = null;
  let fewestDifferent = Infinity;
  let mostSame = 0;
  for (const [category, commands] of categories(registry)) {
    if (applied.has(category)) continue;
    const on = commands.filter(({ name }) => left.has(name)).length;
    const off = commands.length - on;
    const [same, different] = additive ? [on, off] : [off, on];
    if (same <= different) continue;
    if (different < fewestDifferent || (different === fewestDifferent && same > mostSame)) {
      best = category;
      fewestDifferent = different;
      mostSame = same;
    }
  }
  return best;
}

/** What the selector was told, as Redis 7.2 and later remember it. */
export function rememberedCommandRules(selector: Selector): string {
  return [selector.futureCommands ? "+@all" : "-@all", ...selector.commandRules].join(" ");
}
