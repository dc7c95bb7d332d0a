import type { EntryId, Recovery } from "../../../spec/streamBalancer/contract.ts";
import type { BalancerOperations, Suspect } from "../reference/operations.ts";
import { arrayIn, textsIn } from "../reference/operations.ts";
import { field, readEntry } from "../reference/entry.ts";
import type { BalancerTools } from "../reference/tools.ts";

/** How an entry gets its successor, command by command. */
export type Requeue = (id: EntryId, fields: readonly string[]) => Promise<Recovery>;

/**
 * Recoveries that look with commands of their own before they act. All that the reference's script looks at is looked at:
 * whether the entry is pending still, idle for long enough or left by an owner whose lease has ended, and that nobody owns
 * its data stream. What cannot be read is left to the reference.
 *
 * @param requeue what is done then
 */
export function recoverInSteps(
  { client, keys: { input, group, owners, leaseOf } }: BalancerTools,
  reference: BalancerOperations,
  requeue: Requeue,
): BalancerOperations["recover"] {
  const recoverOne = async (suspect: Suspect, idleMs: number): Promise<Recovery | null> => {
    const { id, name } = suspect;
    if (name === null) return (await reference.recover([suspect], idleMs))[0] ?? null;
    const owner = await client.call(owners, ["HGET", owners, name]);
    const latest = typeof owner === "string" ? (owner.split(" ")[2] ?? null) : null;
    const entry = id ?? latest;
    if (entry === null) return "gone";
    if ((await client.call(input, ["EXISTS", leaseOf(name, entry)])) === 1) return "alive";
    const [pending] = arrayIn(
      await client.call(input, ["XPENDING", input, group, entry, entry, "1"]),
    );
    if (pending === undefined) return "gone";
    if (Number(arrayIn(pending)[2]) < idleMs && latest !== entry) return "alive";
    const [row] = arrayIn(await client.call(input, ["XRANGE", input, entry, entry]));
    const fields = arrayIn(row)[1];
    if (fields === undefined)
      return (await reference.recover([{ ...suspect, id: entry }], idleMs))[0] ?? null;
    return requeue(entry, textsIn(fields));
  };
  return async (suspects, idleMs) => {
    const outcomes: (Recovery | null)[] = [];
    for (const suspect of suspects) outcomes.push(await recoverOne(suspect, idleMs));
    return outcomes;
  };
}

const unlock = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[2], ARGV[2])
return redis.call('DEL', KEYS[1])
`;

/** Failures whose entry gets its successor in the same way as one that is recovered; what is to be buried is left to the reference. */
export function failInSteps(
  { client, keys, options }: BalancerTools,
  reference: BalancerOperations,
  requeue: Requeue,
): BalancerOperations["fail"] {
  const { input, owners, leaseOf } = keys;
  return async (held, reason) => {
    const { id, item, token } = held;
    const lease = leaseOf(item.name, id);
    if ((await client.call(lease, ["GET", lease])) !== token) return "lost";
    const [row] = arrayIn(await client.call(input, ["XRANGE", input, id, id]));
    const fields = textsIn(arrayIn(row)[1]);
    const retries = readEntry(fields).retries + 1;
    if (row === undefined || retries > options.retriesMax) return reference.fail(held, reason);
    const at = fields.indexOf(field.retries);
    const others = at === -1 ? fields : [...fields.slice(0, at), ...fields.slice(at + 2)];
    const outcome = await requeue(id, [...others, field.retries, String(retries)]);
    await client.call(lease, ["EVAL", unlock, "2", lease, owners, token, item.name]);
    return outcome === "requeued" ? outcome : "lost";
  };
}

/** The fields of the successor: those of the entry, with the id that the message had first. */
export const successorFields = (id: EntryId, fields: readonly string[]): readonly string[] =>
  fields.includes(field.origin) ? fields : [...fields, field.origin, id];
