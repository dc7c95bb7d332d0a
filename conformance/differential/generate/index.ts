import { Random } from "../../../sim/random.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import type { Step } from "../step.ts";
import {
  clientTexts,
  dumping,
  functions,
  introspection,
  memory,
} from "./families/administration.ts";
import { acl } from "./families/acl.ts";
import { blocking } from "./families/blocking.ts";
import { keyspaceNotifications, pubSub } from "./families/channels.ts";
import { connections, protocol } from "./families/connections.ts";
import { families as dataFamilies } from "./families/data.ts";
import { expiry, keys, sorting } from "./families/keyspace.ts";
import { scripting } from "./families/scripting.ts";
import { tracking } from "./families/tracking.ts";
import { transactions } from "./families/transactions.ts";
import type { Family } from "./family.ts";
import { createWorld } from "./world.ts";
import { withoutFlushedCalls } from "./withoutFlushedCalls.ts";

export type GenerateOptions = {
  readonly seed: number;
  /** How many commands at least; the last story is told to its end. */
  readonly commands: number;
  /** Names of `generatorFamilies`; all of them when left out. */
  readonly families?: readonly string[];
  readonly version?: RedisVersion;
};

const families: readonly Family[] = [
  ...dataFamilies,
  keys,
  expiry,
  sorting,
  transactions,
  blocking,
  pubSub,
  keyspaceNotifications,
  connections,
  protocol,
  scripting,
  introspection,
  dumping,
  functions,
  tracking,
  acl,
  memory,
  clientTexts,
];

/** What steps can be about; each name is a family of stories. */
export const generatorFamilies: readonly string[] = families.map(({ name }) => name);

/**
 * Draws the steps of a differential run. Equal options give equal steps.
 *
 * @throws when a family has an unknown name.
 */
export function generateSteps(options: GenerateOptions): Step[] {
  const world = createWorld(new Random(`differential/${options.seed}`), options.version ?? "7.0");
  const chosen = (options.families ?? generatorFamilies).map((name) => familyOf(name));
  const steps: Step[] = [];
  for (let commands = 0; commands < options.commands;) {
    const episode = world.random.pick(chosen).episode(world);
    commands += episode.filter(({ kind }) => kind === "command" || kind === "bytes").length;
    steps.push(...episode);
  }
  return world.version === "8.0" ? withoutFlushedCalls(steps) : steps;
}

function familyOf(name: string): Family {
  const family = families.find((candidate) => candidate.name === name);
  if (family === undefined)
    throw new RangeError(
      `generateSteps: family ${name}; one of ${generatorFamilies.join(", ")} would be right`,
    );
  return family;
}
