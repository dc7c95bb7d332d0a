import type { TopologyKind } from "../spec/topology.ts";
import type { ClientContext } from "./clients/redisClient.ts";

/** What is known of an implementation that is put on trial, whatever its contract. */
export type Subject = {
  /** As it is given to `--subject`: "reference", "broken/trustsTheScore", "boringnode-queue@0.6.0". */
  readonly name: string;
  readonly contract: string;
  /** One line for `npm run list`. */
  readonly summary: string;
  /** For a broken subject: the rule that its one defect violates. */
  readonly breaks?: string;
  readonly capabilities: ReadonlySet<string>;
  /**
   * Where it can be put on trial: on others what it declares cannot be had, or its defect does not show. The first is
   * meant unless somebody chooses. Everywhere, and first on one node, when it is not said.
   */
  readonly topologies?: readonly [TopologyKind, ...TopologyKind[]];
  /** Loads whatever must be loaded before the simulated world exists. */
  readonly load?: () => Promise<void>;
};

/** What the run lends to an adapter: where Redis is, and the client to reach it with. An adapter has no clock of its own. */
export type SubjectContext = ClientContext & {
  /** Name of the simulated process that the adapter runs in, e.g. "w1". */
  readonly process: string;
};

/** A Redis command as the harness sends it, outside the simulated network and at no simulated time. */
export type AdminCommand = readonly string[];
