import type { EntryId, Recovery, StreamName } from "../../../spec/streamBalancer/contract.ts";
import { type InputEntry, type WorkEntry, inputEntry } from "./entry.ts";
import { limits } from "./limits.ts";
import type { LeaseToken } from "./token.ts";
import type { BalancerTools } from "./tools.ts";

/** An entry that a consumer owns. */
export type HeldEntry = WorkEntry & { readonly token: LeaseToken };

/** An entry that may be dead. */
export type Suspect = {
  /** Null: the one of the latest owner. */
  readonly id: EntryId | null;
  /** Null: nobody can read it, or there was nothing to read. */
  readonly name: StreamName | null;
  /** Whether there was nothing to read. */
  readonly isTrimmed: boolean;
};

/** What a balancer does to Redis. Each changes all that it changes at once, and can be sent twice. */
export type BalancerOperations = {
  /** Makes the group, which may be there. @param start the id after which it delivers */
  createGroup(start: string): Promise<void>;
  /**
   * For each entry its token; or "busy" while its data stream has another owner, "gone" when it is not for this consumer.
   */
  take(entries: readonly WorkEntry[]): Promise<readonly LeaseToken[]>;
  /** For each entry whether its lease was held still. */
  renew(held: readonly HeldEntry[]): Promise<readonly boolean[]>;
  complete(held: HeldEntry): Promise<boolean>;
  fail(held: HeldEntry, reason: string): Promise<"requeued" | "dead-lettered" | "lost">;
  /** The pending entries that have been idle for so long, after that id. */
  findIdle(cursor: string): Promise<readonly EntryId[]>;
  read(ids: readonly EntryId[]): Promise<readonly InputEntry[]>;
  /** What became of each; null: it could not be changed. @param idleMs what has been idle for less may be on its way */
  recover(suspects: readonly Suspect[], idleMs: number): Promise<readonly (Recovery | null)[]>;
  /** Gives back everything that is pending with this consumer. @param held what it owns */
  release(
    held: readonly HeldEntry[],
  ): Promise<{ readonly requeued: number; readonly deadLettered: number }>;
  /** Leaves the group. */
  leave(): Promise<void>;
  /** Takes those out of the group that have died. */
  dropConsumers(): Promise<void>;
};

/** The operations of the reference: a script each. */
export function referenceOperations(tools: BalancerTools): BalancerOperations {
  const { client, keys, options, consumer, instance, newRequest, acknowledged } = tools;
  const { input, group } = keys;
  const changed = (memory: string): readonly [string, ...string[]] => [
    input,
    keys.deadLetters,
    keys.owners,
    memory,
  ];
  const common = [group, String(options.deadLettersMax), String(limits.memoryMs)];
  const leaseOf = ({ id, item }: WorkEntry): string => keys.leaseOf(item.name, id);

  const operations: BalancerOperations = {
    async createGroup(start) {
      try {
        await client.call(input, ["XGROUP", "CREATE", input, group, start, "MKSTREAM"]);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith("BUSYGROUP")) throw error;
      }
    },

    take: (entries) =>
      inChunks(entries, async (some) =>
        textsIn(
          await client.run(
            "take",
            [input, keys.owners, keys.fence, ...some.map(leaseOf)],
            [
              group,
              consumer,
              instance,
              String(options.leaseMs),
              ...some.flatMap(({ id, item }) => [id, item.name]),
            ],
          ),
        ),
      ),

    renew: (held) =>
      inChunks(held, async (some) =>
        textsIn(
          await client.run("renew", some.map(leaseOf), [
            String(options.leaseMs),
            ...some.map(({ token }) => token),
          ]),
        ).map((answer) => answer === "1"),
      ),

    async complete(held) {
      const reply = await acknowledged(
        "complete",
        // Named after the ownership and not after the call, so that a caller who does not know may ask again.
        [...changed(`${keys.memory}complete:${held.token}`), leaseOf(held)],
        [...common, held.token, held.id, held.item.name],
      );
      return reply === "1";
    },

    async fail(held, reason) {
      const reply = await acknowledged(
        "fail",
        [...changed(`${keys.memory}fail:${held.token}`), leaseOf(held)],
        [...common, held.token, held.id, held.item.name, String(options.retriesMax), reason],
      );
      return reply === "requeued" || reply === "dead-lettered" ? reply : "lost";
    },

    async findIdle(cursor) {
      const { minIdleMs, batch } = options;
      const idle = ["IDLE", String(minIdleMs), cursor, "+", String(batch)];
      return firstsOf(await client.call(input, ["XPENDING", input, group, ...idle]));
    },

    read: (ids) =>
      inChunks(ids, async (some) => {
        const replies = arrayIn(await client.run("read", [input], some));
        return some.map((id, i) =>
          inputEntry(id, replies[i] === null ? null : textsIn(replies[i])),
        );
      }),

    recover: (suspects, idleMs) =>
      inChunks(suspects, async (some) => {
        const reply = await client.run(
          "recover",
          [
            ...changed(newRequest()),
            ...some.map(({ id, name }) => keys.leaseOf(name ?? "", id ?? "")),
          ],
          [
            ...common,
            String(idleMs),
            ...some.flatMap(({ id, name, isTrimmed }) => [
              id ?? "",
              name ?? "",
              isTrimmed ? "trimmed" : "",
            ]),
          ],
        );
        const outcomes = String(reply).split(" ");
        return some.map((_, i) => recoveryIn(outcomes[i]));
      }),

    async release(held) {
      const released = { requeued: 0, deadLettered: 0 };
      const releaseSome = async (entries: readonly InputEntry[]): Promise<number> => {
        const reply = await client.run(
          "release",
          [
            ...changed(newRequest()),
            ...entries.map(({ id, item }) => keys.leaseOf(item?.name ?? "", id)),
          ],
          [
            ...common,
            consumer,
            instance,
            ...entries.flatMap(({ id, item }) => [id, item?.name ?? ""]),
          ],
        );
        const [requeued = 0, deadLettered = 0] = String(reply).split(" ").map(Number);
        released.requeued += requeued;
        released.deadLettered += deadLettered;
        return requeued + deadLettered;
      };

      for (let i = 0; i < held.length; i += limits.scriptEntriesMax) {
        const some = held.slice(i, i + limits.scriptEntriesMax);
        await releaseSome(some.map(({ id, item }) => ({ id, item, isTrimmed: false })));
      }
      for (;;) {
        const range = ["-", "+", String(limits.scriptEntriesMax), consumer];
        const ids = firstsOf(await client.call(input, ["XPENDING", input, group, ...range]));
        if (ids.length === 0) return released;
        if ((await releaseSome(await operations.read(ids))) === 0)
          throw new Error(
            `streamBalancer: Redis would not let ${ids.length} entries be given back`,
          );
      }
    },

    async leave() {
      await client.run("leave", [input], [group, consumer]);
    },

    async dropConsumers() {
      const idleMs = Math.max(options.minIdleMs, limits.consumerIdleMs);
      await client.run("dropConsumers", [input], [group, consumer, String(idleMs)]);
    },
  };
  return operations;
}

/** Scripts are kept short, because nobody else is served while one runs. */
async function inChunks<Item, Answer>(
  items: readonly Item[],
  ask: (some: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < items.length; i += limits.scriptEntriesMax)
    answers.push(...(await ask(items.slice(i, i + limits.scriptEntriesMax))));
  return answers;
}

function recoveryIn(outcome: string | undefined): Recovery | null {
  switch (outcome) {
    case "requeued":
    case "alive":
    case "dead-lettered":
    case "gone":
      return outcome;
    default:
      return null;
  }
}

/** The values of a reply with several; none of any other. */
export const arrayIn = (reply: unknown): readonly unknown[] => (Array.isArray(reply) ? reply : []);

/** The values of a flat reply, as texts. */
export const textsIn = (reply: unknown): readonly string[] => arrayIn(reply).map(String);

/** The first value of each row. */
const firstsOf = (rows: unknown): readonly string[] =>
  arrayIn(rows).map((row) => String(arrayIn(row)[0]));
