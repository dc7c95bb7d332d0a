import type { EntryId, StreamName } from "../../../spec/streamBalancer/contract.ts";

/** Where a balancer keeps its data. */
export type BalancerKeys = {
  /** Stream: the pieces of work. What is in it is unfinished; what is done is deleted. */
  readonly input: string;
  readonly group: string;
  /** Stream: what could not be read, or has failed too often. */
  readonly deadLetters: string;
  /**
   * Hash: of each data stream that is under way the token of its latest owner, and under `#<id>` the name for its entry.
   * Tells which entry an ended lease was for.
   */
  readonly owners: string;
  /** The latest fence. */
  readonly fence: string;
  /** Prefix: the answer to a request that was carried out, so that a resend is answered and not repeated. */
  readonly memory: string;
  /** Matches the lease keys. */
  readonly leasePattern: string;
  /** The key that exists for as long as somebody owns the data stream. */
  readonly leaseOf: (name: StreamName, id: EntryId) => string;
  /** The data stream, and the entry where it is in the key, whose lease is at this key; null for every other key. */
  readonly ofLease: (
    key: string,
  ) => { readonly name: StreamName; readonly id: EntryId | null } | null;
};

/**
 * The keys of the reference. All carry the service as their hash tag: a script may only touch keys of one slot, and what
 * must happen together is one script. The lease is keyed by the data stream's name, so that it excludes the owner of an
 * earlier entry of the same name, too.
 */
export function balancerKeys(service: string): BalancerKeys {
  const lease = `{${service}}-lock:`;
  return {
    input: `{${service}}-input`,
    group: `${service}-group`,
    deadLetters: `{${service}}-input-dlq`,
    owners: `{${service}}-owners`,
    fence: `{${service}}-fence`,
    memory: `{${service}}-memory:`,
    leasePattern: `${lease}*`,
    leaseOf: (name) => lease + name,
    ofLease: (key) => (key.startsWith(lease) ? { name: key.slice(lease.length), id: null } : null),
  };
}
