import { denialOf } from "../acl/denial.ts";
import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { ScriptHost } from "../lua/engine.ts";
import { defaultCjsonSettings } from "../lua/cjsonSettings.ts";
import type { CjsonSettings } from "../lua/cjsonSettings.ts";
import { RedisRandom } from "../lua/redisRandom.ts";
import type { RedisNode } from "../node.ts";

/**
 * Where the model ends a script that Redis would let run on while it answers BUSY to everyone else. The run is marked as
 * unsupported, so nothing is concluded from it. Ten times what the longest loops of known queues need.
 */
export const instructionsMax = 20_000_000;

/**
 * What a script or a function may do with the node.
 *
 * @param name what is told of it when it does not end.
 * @param mayGrow whether it may write although the memory was used up when it began; those with a shebang do not even
 *   begin unless they may.
 * @param mayCrossSlots whether its keys may be in several slots of a cluster.
 */
export function scriptHost(
  context: Context,
  readOnly: boolean,
  name: Bytes,
  mayGrow = true,
  mayCrossSlots = false,
): ScriptHost {
  const { node } = context;
  const refusesGrowth = !mayGrow && node.outOfMemory;
  return {
    call: (command, protocol) =>
      context.callFromScript(command, { readOnly, protocol, refusesGrowth, mayCrossSlots }),
    log() {},
    random: randomOf(node),
    cjson: cjsonOf(context.command.name.startsWith("EVAL") ? ofScripts : ofFunctions, node),
    setReplication(targets) {
      node.propagation.scriptIsMuted = (targets & toReplicas) === 0;
    },
    permits(argv) {
      const command = node.registry.find(argv);
      return command === undefined ? null : denialOf(context.client.user, command, argv) === null;
    },
    onEndless: () => void context.unsupported(`endless script ${name}`),
  };
}

/** A bit of what redis.set_repl is told. */
const toReplicas = 2;

const ofScripts = new WeakMap<RedisNode, CjsonSettings>();
const ofFunctions = new WeakMap<RedisNode, CjsonSettings>();

function cjsonOf(kept: WeakMap<RedisNode, CjsonSettings>, node: RedisNode): CjsonSettings {
  let settings = kept.get(node);
  if (settings === undefined) kept.set(node, (settings = defaultCjsonSettings()));
  return settings;
}

/** SCRIPT FLUSH gives scripts a new Lua. */
export function forgetCjsonSettings(node: RedisNode): void {
  ofScripts.delete(node);
}

const randoms = new WeakMap<RedisNode, RedisRandom>();

/** One stream for all scripts of a node, from its start on, as in Redis 7. */
function randomOf(node: RedisNode): RedisRandom {
  let random = randoms.get(node);
  if (random === undefined) randoms.set(node, (random = new RedisRandom()));
  return random;
}
