import type { Recovery } from "../../../spec/streamBalancer/contract.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * Whether the owner is alive is asked first, in a command of its own; the script then recovers what was dead.
 *
 * W3-12: in between, the consumer with which the entry is pending may have taken it.
 */
export const looksBeforeItRecovers: StreamBalancerSubject = balancerOver({
  name: "broken/looksBeforeItRecovers",
  summary: "asks whether the owner is alive before the script that recovers, and not in it",
  breaks: "SB-4",
  pieces: { alive: "local function isAlive() return false end" },
  operations: ({ client, keys }, reference) => ({
    async recover(suspects, idleMs) {
      const outcomes: (Recovery | null)[] = [];
      for (const suspect of suspects) {
        const { id, name } = suspect;
        const lease = name === null ? null : keys.leaseOf(name, id ?? "");
        const isAlive = lease !== null && (await client.call(lease, ["EXISTS", lease])) === 1;
        const recovered = isAlive ? ["alive" as const] : await reference.recover([suspect], idleMs);
        outcomes.push(...recovered);
      }
      return outcomes;
    },
  }),
});
