import type { StreamBalancerAnalysis } from "./analyse.ts";
import { type OwnershipStory, lastRenewal } from "./ownerships.ts";

/**
 * Whether the lease of an owner was over when it was told of it, because the server's clock had been set forward between the
 * two. It could not know, and whoever came after it may have been told before it.
 */
export function wasOverBeforeTold(
  trial: StreamBalancerAnalysis,
  ownership: OwnershipStory,
): boolean {
  const { stream, process, fromIndex } = ownership;
  const renewal = lastRenewal(ownership, fromIndex);
  return (
    renewal !== undefined &&
    trial.nodes.clockForwardMs(renewal.index, fromIndex) > 0 &&
    trial.leases.heldBy(stream, process, fromIndex) === undefined
  );
}
