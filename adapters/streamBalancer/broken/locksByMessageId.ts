import { balancerKeys } from "../reference/keys.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * The lease is for the entry and not for the data stream.
 *
 * W3-11: a successor has another id, and so another lease; so has a second entry of the same data stream.
 */
export const locksByMessageId: StreamBalancerSubject = balancerOver({
  name: "broken/locksByMessageId",
  summary: "keeps a lease for each entry, so that a data stream with two entries has two owners",
  breaks: "SB-3",
  keys(service) {
    const keys = balancerKeys(service);
    return {
      ...keys,
      leaseOf: (name, id) => `${keys.leaseOf(name, id)}/${id}`,
      ofLease(key) {
        const inner = keys.ofLease(key);
        if (inner === null) return null;
        const slash = inner.name.lastIndexOf("/");
        return { name: inner.name.slice(0, slash), id: inner.name.slice(slash + 1) };
      },
    };
  },
});
