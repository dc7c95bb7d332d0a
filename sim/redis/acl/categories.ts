import { words } from "../command.ts";
import type { Command } from "../command.ts";
import type { Registry } from "../registry.ts";

const categoriesOf70: readonly string[] = words(
  "keyspace read write set sortedset list hash string bitmap hyperloglog geo stream pubsub admin fast slow " +
    "blocking dangerous connection transaction scripting",
);

const byRegistry = new WeakMap<Registry, ReadonlyMap<string, readonly Command[]>>();

/**
 * The commands of each category, subcommands among them, in the order of their names; Redis has them in the order of a hash
 * table. The categories are in Redis' own order, then those of modules.
 */
export function categories(registry: Registry): ReadonlyMap<string, readonly Command[]> {
  let found = byRegistry.get(registry);
  if (found === undefined) byRegistry.set(registry, (found = sortIntoCategories(registry)));
  return found;
}

function sortIntoCategories(registry: Registry): ReadonlyMap<string, readonly Command[]> {
  const found = new Map<string, Command[]>(categoriesOf70.map((category) => [category, []]));
  for (const command of registry.all()) {
    for (const category of words(command.facts[5])) {
      const name = category.slice(1);
      const commands = found.get(name);
      if (commands === undefined) found.set(name, [command]);
      else commands.push(command);
    }
  }
  return found;
}
