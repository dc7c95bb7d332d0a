import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { decayed } from "../keyspace/accessCounter.ts";
import { encodingOf } from "../keyspace/encodingOf.ts";
import { sharedIntegerOf } from "../keyspace/sharedInteger.ts";
import { useOf } from "../keyspace/useOf.ts";
import type { Value } from "../keyspace/value.ts";
import { idleSeconds } from "../memory/idleSeconds.ts";
import type { Reply } from "../reply.ts";

/** How a value is kept and when it was used. */
export const object = family({
  "OBJECT|ENCODING": (context) =>
    describe(context, (value) => {
      const { listsAreListpacks, keysAreEmbedded } = context.behaviour;
      return keysAreEmbedded
        ? encodingOf(value, listsAreListpacks, roomBeside(context))
        : encodingOf(value, listsAreListpacks);
    }),
  "OBJECT|REFCOUNT": (context) => describe(context, (value) => references(context, value)),
  "OBJECT|FREQ": (context) => describe(context, (value) => frequency(context, value)),
  "OBJECT|IDLETIME": (context) => describe(context, (value) => idleTime(context, value)),
});

/** How many bytes Valkey has for a string in the allocation that holds its key and, with short keys, its time to live. */
function roomBeside({ db, argv: [, , key = ""] }: Context): number {
  const time = db.expiryOf(key) !== undefined && key.length < 32 ? 8 : 0;
  return 41 - key.length - time;
}

function describe(context: Context, say: (value: Value) => Reply): Reply {
  const value = context.db.get(context.arg(2));
  return value === undefined ? null : say(value);
}

/** Nobody counts the references to what is shared. */
function references({ node }: Context, value: Value): Reply {
  return node.ledger.sharedUses !== null && sharedIntegerOf(value) >= 0 ? 2_147_483_647 : 1;
}

function frequency({ node: { ledger } }: Context, value: Value): Reply {
  return ledger.uses === null ? frequencyNotTracked : decayed(useOf(value, ledger), ledger.uses);
}

function idleTime({ node: { ledger } }: Context, value: Value): Reply {
  return ledger.uses === null
    ? idleSeconds(useOf(value, ledger), ledger.clock)
    : idleTimeNotTracked;
}

const takesTime =
  "Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.";
const frequencyNotTracked = {
  error: `ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${takesTime}`,
};
const idleTimeNotTracked = {
  error: `ERR An LFU maxmemory policy is selected, idle time not tracked. ${takesTime}`,
};
