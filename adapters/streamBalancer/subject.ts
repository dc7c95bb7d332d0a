import type { Reply } from "../../sim/redis/reply.ts";
import type {
  BalancerOptions,
  StreamBalancerAdapter,
  StreamBalancerCapability,
  StreamBalancerDeclaration,
  StreamName,
  WorkItem,
  WorkProducer,
} from "../../spec/streamBalancer/contract.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { AdminCommand, Subject, SubjectContext } from "../subject.ts";

/** What a subject has written in an entry of the input stream or of the dead letters. */
export type ReadEntry = {
  /** The piece of work; null when the entry cannot be read. */
  readonly item: WorkItem | null;
  /** How often its processing has failed; 0 when the entry says nothing. */
  readonly retries: number;
  /** Why it is a dead letter; null when it is none. */
  readonly reason: string | null;
};

/** Where a subject keeps its data, so that the harness can watch it, and put poisoned entries into the input. */
export type StreamBalancerLayout = {
  readonly inputKey: string;
  readonly group: string;
  readonly deadLettersKey: string;
  /** What an entry with these fields says: field, value, field, value. */
  readonly readEntry: (fields: readonly string[]) => ReadEntry;
  /** The fields of an entry that stands for this piece of work, as a producer writes it. */
  readonly entryFields: (item: WorkItem) => readonly string[];
  /** The fields of an entry that no consumer can read. The harness adds a field of its own. */
  readonly poisonFields: (poison: "no-field" | "no-json" | "no-name") => readonly string[];
  /** The data stream whose lease lies at this key; null for every other key. */
  readonly streamOfLease: (key: string) => StreamName | null;
  /** What tells who holds the lease at this key, and the process that the reply names; null when nobody does. */
  readonly readHolder: (key: string) => AdminCommand;
  readonly parseHolder: (reply: Reply) => string | null;
  /** Whether this request begins a scan: it asks for the first page of the pending entries. */
  readonly isScan: (argv: readonly string[]) => boolean;
};

/** An implementation of the stream-balancer contract that is put on trial. */
export type StreamBalancerSubject = {
  /** As it is given to `--subject`: "reference", "published", "broken/unlocksBeforeItAcknowledges". */
  readonly name: string;
  readonly contract: "stream-balancer";
  /** One line for `npm run list`. */
  readonly summary: string;
  /** For a broken subject: the rule that its one defect violates. */
  readonly breaks?: string;
  readonly capabilities: ReadonlySet<StreamBalancerCapability>;
  readonly declares: StreamBalancerDeclaration;
  /**
   * Where it can be put on trial: on others what it declares cannot be had, or its defect does not show. The first is
   * meant unless somebody chooses. Everywhere, and first on one node, when it is not said.
   */
  readonly topologies?: readonly [TopologyKind, ...TopologyKind[]];
  /** Where the data of a service lies. */
  readonly layout: (service: string) => StreamBalancerLayout;
  /** Loads whatever must be loaded before the simulated world exists. */
  readonly load?: () => Promise<void>;
  /** A fresh handle in the current process, not started. Called again after each restart, with the same process name. */
  readonly openConsumer: (
    context: SubjectContext,
    options: BalancerOptions,
  ) => Promise<StreamBalancerAdapter>;
  readonly openProducer: (
    context: SubjectContext,
    options: BalancerOptions,
  ) => Promise<WorkProducer>;
};

/** A subject of the contract. @throws Error when it is another contract's */
export function asStreamBalancer(subject: Subject): StreamBalancerSubject {
  if (isStreamBalancer(subject)) return subject;
  throw new Error(
    `asStreamBalancer: got ${subject.name} of the contract ${subject.contract}; give a stream balancer`,
  );
}

const isStreamBalancer = (subject: Subject): subject is StreamBalancerSubject =>
  subject.contract === "stream-balancer";
