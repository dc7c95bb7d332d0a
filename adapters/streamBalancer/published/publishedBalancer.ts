import type { EntryId, Recovery, StreamName } from "../../../spec/streamBalancer/contract.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import { entryFields, field, readEntry } from "../reference/entry.ts";
import { StopReading } from "../reference/inbox.ts";
import type { BalancerKeys } from "../reference/keys.ts";
import { reasons } from "../reference/lua/recover.ts";
import { type BalancerOperations, arrayIn, textsIn } from "../reference/operations.ts";
import type { BalancerTools } from "../reference/tools.ts";
import type { StreamBalancerSubject } from "../subject.ts";

const separator = "<MUTEX_KEY_SEP>";

/** Each key has a slot of its own: the input, the dead letters, and every lock. */
const publishedKeys = (service: string): BalancerKeys => ({
  input: `${service}-input`,
  group: `${service}-group`,
  deadLetters: `${service}-input-dlq`,
  // It keeps none of these.
  owners: `${service}-owners`,
  fence: `${service}-fence`,
  memory: `${service}-memory:`,
  leasePattern: `*${separator}*`,
  leaseOf: (name, id) => name + separator + id,
  ofLease(key) {
    const at = key.lastIndexOf(separator);
    return at === -1 ? null : { name: key.slice(0, at), id: key.slice(at + separator.length) };
  },
});

/** Extends a lock, or takes it again: redsync with SetNXOnExtend. */
const extend = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then return 1 end
return 0
`;

const unlock = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

/** redsync tries so often to take a lock, so many milliseconds apart. */
const lockAttempts = { max: 32, everyMs: 10 };

/**
 * The published library, command by command: a recovery acknowledges first, adds after that and then deletes, each in a round
 * trip of its own; so does whatever goes to the dead letters. What each window costs is in its issue tracker and in this
 * contract's README.
 *
 * It is made of the reference's parts, so its reader waits for two seconds at a time and takes ten entries, where the library
 * waits for ever and takes all; and a processing that fails has no call, so its lock ends by itself.
 */
export const publishedBalancer: StreamBalancerSubject = balancerOver({
  name: "published",
  summary: "the published sequence as it is: acknowledge, then add, in two round trips",
  breaks: "SB-1",
  capabilities: ["notifications", "dead-letters", "metrics", "cluster"],
  ridesOutMs: 3_000,
  keys: publishedKeys,
  parseHolder: (reply) => (typeof reply === "string" ? reply : null),
  operations: publishedOperations,
  policy: {
    groupStart: () => "$",
    asksForItsOwnFirst: false,
    readAgainAfterMs: (errors) => (errors > 5 ? null : Math.min(100 * 2 ** errors, 30_000)),
    poison: "stop",
    firstScanMs: () => 0,
    pageAfter: () => null,
    deadline: () => Infinity,
    fence: () => null,
    takesAgain: false,
    forgetsBeforeItEnds: true,
    looksForMasters: false,
  },
  producer: ({ client, keys: { input } }) => ({
    add: async (item) =>
      String(await client.call(input, ["XADD", input, "*", ...entryFields(item)])),
    async close() {
      client.disconnect();
    },
  }),
});

function publishedOperations(
  { client, keys, options, consumer }: BalancerTools,
  reference: BalancerOperations,
): BalancerOperations {
  const { input, group, deadLetters, leaseOf } = keys;
  const leaseMs = String(options.leaseMs);

  const acknowledge = async (id: EntryId): Promise<boolean> =>
    (await client.call(input, ["XACK", input, group, id])) === 1;
  const remove = (id: EntryId): Promise<unknown> => client.call(input, ["XDEL", input, id]);
  const release = (name: StreamName, id: EntryId): Promise<unknown> => {
    const lock = leaseOf(name, id);
    return client.call(lock, ["EVAL", unlock, "1", lock, consumer]);
  };

  async function lock(name: StreamName, id: EntryId): Promise<void> {
    const key = leaseOf(name, id);
    for (let attempt = 1; attempt <= lockAttempts.max; attempt++) {
      if ((await client.call(key, ["SET", key, consumer, "NX", "PX", leaseMs])) === "OK") return;
      await new Promise((resolve) => setTimeout(resolve, lockAttempts.everyMs));
    }
    throw new StopReading(`the lock of ${name} is taken`);
  }

  async function bury(
    id: EntryId,
    fields: readonly string[],
    retries: number,
    reason: string,
  ): Promise<Recovery> {
    if (!(await acknowledge(id))) return "gone";
    const { deadLettersMax } = options;
    const limit = deadLettersMax === 0 ? [] : ["MAXLEN", "~", String(deadLettersMax)];
    const letter = [...fields, field.retries, String(retries), field.reason, reason];
    await client.call(deadLetters, ["XADD", deadLetters, ...limit, "*", ...letter]);
    await remove(id);
    return "dead-lettered";
  }

  async function requeue(id: EntryId): Promise<Recovery> {
    const [row] = arrayIn(await client.call(input, ["XRANGE", input, id, id]));
    if (row === undefined) {
      await acknowledge(id);
      return "gone";
    }
    const fields = withoutRetries(textsIn(arrayIn(row)[1]));
    const { item, retries } = readEntry(textsIn(arrayIn(row)[1]));
    if (item === null) return bury(id, fields, retries, reasons.unparseable);
    const key = leaseOf(item.name, id);
    if ((await client.call(key, ["EXISTS", key])) === 1) return "alive";
    if (retries + 1 > options.retriesMax) return bury(id, fields, retries + 1, reasons.failed);
    if (!(await acknowledge(id))) return "gone";
    await client.call(input, ["XADD", input, "*", ...fields, field.retries, String(retries + 1)]);
    await remove(id).catch(() => undefined);
    return "requeued";
  }

  return {
    ...reference,
    async take(entries) {
      const taken = [];
      for (const { id, item } of entries) {
        try {
          await lock(item.name, id);
        } catch (error) {
          throw error instanceof StopReading ? error : new StopReading(String(error));
        }
        taken.push(consumer);
      }
      return taken;
    },
    async renew(held) {
      const answers = [];
      for (const { id, item } of held) {
        const key = leaseOf(item.name, id);
        const answer = await client
          .call(key, ["EVAL", extend, "1", key, consumer, leaseMs])
          .catch(() => 0);
        answers.push(answer === 1);
      }
      return answers;
    },
    async complete({ id, item }) {
      await acknowledge(id);
      await remove(id);
      await release(item.name, id);
      return true;
    },
    fail: async () => "requeued",
    // A recovery reads for itself.
    read: async (ids) => ids.map((id) => ({ id, item: null, isTrimmed: false })),
    async recover(suspects) {
      const outcomes: (Recovery | null)[] = [];
      for (const { id } of suspects) outcomes.push(id === null ? null : await requeue(id));
      return outcomes;
    },
    async release(held) {
      for (const { id, item } of held) {
        await acknowledge(id);
        await remove(id);
        await release(item.name, id);
      }
      return { requeued: 0, deadLettered: 0 };
    },
    async leave() {
      // The consumer stays in the group: it is named after its pod.
    },
    async dropConsumers() {
      // So do the dead.
    },
  };
}

function withoutRetries(fields: readonly string[]): readonly string[] {
  const others: string[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2)
    if (fields[i] !== field.retries) others.push(fields[i]!, fields[i + 1]!);
  return others;
}
