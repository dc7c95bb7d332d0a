import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { OwnershipStory } from "../ownerships.ts";
import { wasOverBeforeTold } from "../wasOverBeforeTold.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Where a lease cannot help, a fence can: whatever the owner writes to carries it, and refuses the lower one. So each owner
 * of a data stream that is told has a higher fence than all that were told before it. What an incident took back begins
 * anew. Who was told of a lease that the server's clock had ended meanwhile owned nothing, and its lower fence says so.
 */
export const fenceRises: StreamBalancerRule = {
  id: "SB-10",
  level: "must",
  statement: "Each owner of a data stream has a higher fence than the owners before it.",
  hint: "Does the fence rise in the step that takes the lease, and does it outlive the lease and the entry?",
  needs: ["fence"],
  check(trial) {
    const violations: Violation[] = [];
    const highest = new Map<string, OwnershipStory>();
    for (const second of trial.ownerships) {
      const { stream, process, id, fence, fromIndex, fromAt } = second;
      if (fence === null || wasOverBeforeTold(trial, second)) continue;
      const first = highest.get(stream);
      const isKnown =
        first !== undefined &&
        trial.setbackWithin(first.renewals[0]?.index ?? first.fromIndex, fromIndex) === undefined &&
        !trial.wasAside(stream, first.fromIndex, fromIndex);
      if (!isKnown || isHigher(fence, first.fence!)) {
        highest.set(stream, second);
        continue;
      }
      // To be told the same again harms nobody.
      if (first.process === process && first.id === id && first.fence === fence) continue;
      violations.push({
        events: evidence(first.fromIndex, fromIndex),
        because: `${process} was told at ${trial.when(fromAt)} that it owns ${stream} with fence ${fence}, but ${first.process} had been told at ${trial.when(first.fromAt)} with fence ${first.fence}`,
      });
    }
    return violations;
  },
};

/** Whole numbers, or ids of Redis. */
function isHigher(fence: string, other: string): boolean {
  const [ours, theirs] = [fence, other].map((text) => text.split("-").map((part) => BigInt(part)));
  for (const [position, part] of ours!.entries()) {
    const against = theirs![position] ?? 0n;
    if (part !== against) return part > against;
  }
  return false;
}
