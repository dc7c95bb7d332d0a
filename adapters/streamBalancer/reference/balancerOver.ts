import type { Acknowledgement } from "../../../spec/durability.ts";
import type { Reply } from "../../../sim/redis/reply.ts";
import type {
  StreamBalancerCapability,
  WorkProducer,
} from "../../../spec/streamBalancer/contract.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { type BalancerKeys, balancerKeys } from "./keys.ts";
import { layoutUnder } from "./layout.ts";
import { limits } from "./limits.ts";
import { type BalancerOperations, referenceOperations } from "./operations.ts";
import { type BalancerPieces, referencePieces, scriptsOf } from "./pieces.ts";
import { type BalancerPolicy, referencePolicy } from "./policy.ts";
import { StreamBalancer } from "./streamBalancer.ts";
import { streamProducer } from "./streamProducer.ts";
import { type BalancerTools, openTools } from "./tools.ts";

const allCapabilities: readonly StreamBalancerCapability[] = [
  "fence",
  "notifications",
  "dead-letters",
  "metrics",
  "cluster",
];

const received: Acknowledgement = { means: "received" };

/** Where a balancer differs from the reference; without any of these it is the reference. */
export type BalancerParts = {
  readonly name: string;
  readonly summary: string;
  readonly breaks?: string;
  readonly topologies?: NonNullable<StreamBalancerSubject["topologies"]>;
  /** All of them unless it is said. */
  readonly capabilities?: readonly StreamBalancerCapability[];
  readonly ridesOutMs?: number;
  readonly keys?: (service: string) => BalancerKeys;
  /** The process that is named in what lies at a lease. */
  readonly parseHolder?: (reply: Reply) => string | null;
  /** Pieces of the scripts. */
  readonly pieces?: Partial<BalancerPieces>;
  /** What it does to Redis, besides or instead of what the reference does. */
  readonly operations?: (
    tools: BalancerTools,
    reference: BalancerOperations,
  ) => Partial<BalancerOperations>;
  readonly policy?: Partial<BalancerPolicy>;
  /** What the acknowledgements of additions, completions and failures mean; received by the master unless it is said. */
  readonly acknowledges?: Acknowledgement;
  /** How many replicas these wait for; as many as they mean unless it is said. */
  readonly waitsFor?: number;
  readonly producer?: (tools: BalancerTools) => WorkProducer;
};

/** Builds a balancer from the reference's parts, with some of them replaced. */
export function balancerOver(parts: BalancerParts): StreamBalancerSubject {
  const { name, summary, breaks, topologies, keys: keysOf = balancerKeys } = parts;
  const scripts = scriptsOf({ ...referencePieces, ...parts.pieces });
  const policy: BalancerPolicy = { ...referencePolicy, ...parts.policy };
  const { producer = streamProducer, acknowledges = received } = parts;
  const { waitsFor: replicas = acknowledges.means === "replicated" ? acknowledges.replicas : 0 } =
    parts;

  return {
    name,
    contract: "stream-balancer",
    summary,
    ...(breaks === undefined ? {} : { breaks }),
    ...(topologies === undefined ? {} : { topologies }),
    capabilities: new Set(parts.capabilities ?? allCapabilities),
    declares: {
      durability: {
        add: acknowledges,
        complete: acknowledges,
        fail: acknowledges,
        // What these move is still there to be worked on, whichever of the two states comes back.
        claim: received,
        shutdown: received,
      },
      ridesOutMs: parts.ridesOutMs ?? limits.ridesOutMs,
    },
    layout: (service) => layoutUnder(keysOf(service), parts.parseHolder),
    async openConsumer(context, options) {
      const tools = openTools(context, options, keysOf(options.service), scripts, replicas);
      const reference = referenceOperations(tools);
      const operations = { ...reference, ...parts.operations?.(tools, reference) };
      return new StreamBalancer(tools, operations, policy);
    },
    async openProducer(context, options) {
      return producer(openTools(context, options, keysOf(options.service), scripts, replicas));
    },
  };
}
