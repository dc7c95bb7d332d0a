import type { Bytes } from "../../sim/redis/bytes.ts";
import { normalised } from "../differential/cluster/normalised.ts";
import { readMessage } from "../differential/respMessage.ts";
import { nameOfOwn, type Side } from "./ownFigures.ts";

/**
 * The name of the difference by which two replies are equal that is permitted in lockstep, beside those of
 * `differential/normalisations.ts`; null when they are not.
 */
export function permittedHere(
  model: Bytes,
  real: Bytes,
  argv: readonly Bytes[],
  side: Side,
): string | null {
  const own = nameOfOwn(model, real, argv, side);
  if (own !== null || !side.isInCluster) return own;
  if (normalised(argv, model) === normalised(argv, real)) return "nodes of a cluster";
  const isSlots = argv.join(" ").toUpperCase() === "CLUSTER SLOTS";
  return isSlots && mastersIn(model) === mastersIn(real) ? "replicas without news" : null;
}

/** CLUSTER SLOTS names replicas only when they have told how much they have (Redis 7.0.15, `isReplicaAvailable`). */
function mastersIn(slots: Bytes): string {
  const value = readMessage(slots);
  const ranges = "items" in value ? value.items : [];
  return JSON.stringify(ranges.map((range) => ("items" in range ? range.items.slice(0, 3) : null)));
}
