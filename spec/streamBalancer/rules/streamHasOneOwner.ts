import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import { type OwnershipStory, lastRenewal } from "../ownerships.ts";
import { wasOverBeforeTold } from "../wasOverBeforeTold.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Two consumers that own one data stream do its work twice, at the same time. It goes by the name: whoever adds a message
 * again gives it another id, but not another data stream.
 *
 * An ownership lasts from when its consumer is told until it is completed, disowned, shut down or dead, until the last
 * lease that it has set is over by its own clock, or until a call of its own that ends the ownership ends the lease, whatever
 * the call is answered then. One that sets its lease again afterwards has taken it back.
 *
 * Not judged, because no owner can know of it: what was decided before an incident took the lease, or by a node that had
 * been replaced, and leases that ended early because the server's clock was set forward, which may be before their owner was
 * told of them.
 */
export const streamHasOneOwner: StreamBalancerRule = {
  id: "SB-3",
  level: "must",
  statement: "A data stream has one live owner at a time, by its name.",
  hint: "Is the lease kept under the name of the data stream, taken in the step that gives the ownership, and never taken back?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    const told = new Map<string, OwnershipStory[]>();
    for (const second of trial.ownerships) {
      const earlier = told.get(second.stream) ?? [];
      told.set(second.stream, earlier);
      // From the last on: whoever was told long ago has mostly lost it long ago.
      for (let position = earlier.length - 1; position >= 0; position--) {
        const first = earlier[position]!;
        if (first.process === second.process) continue;
        const violation = overlap(trial, first, second);
        if (violation === null) continue;
        violations.push(violation);
        break;
      }
      earlier.push(second);
    }
    return violations;
  },
};

function overlap(
  trial: StreamBalancerAnalysis,
  first: OwnershipStory,
  second: OwnershipStory,
): Violation | null {
  if (first.untilIndex <= second.fromIndex) return null;
  const { stream } = second;
  const until = Math.min(first.untilIndex, second.untilIndex, trial.endIndex);
  if (trial.wasAside(stream, first.fromIndex, until)) return null;
  if (wasOverBeforeTold(trial, second)) return null;

  const renewal = lastRenewal(first, second.fromIndex);
  const renewedIndex = renewal?.index ?? first.fromIndex;
  const both = `${first.process} owned ${stream} (${first.id}) when ${second.process} was told at ${trial.when(second.fromAt)} that it owns it (${second.id})`;
  const aheadMs = trial.nodes.clockForwardMs(renewedIndex, second.fromIndex);
  const endsAt = trial.leaseEndsAt(first, second.fromIndex) - aheadMs;
  if (second.fromAt < endsAt) {
    if (trial.setbackWithin(renewedIndex, second.fromIndex) !== undefined) return null;
    if (letsGo(trial, first, renewedIndex, second.fromIndex)) return null;
    return {
      events: evidence(first.fromIndex, renewal?.index, second.fromIndex),
      because: `${both}; the lease of the former lasts until ${trial.when(endsAt)}`,
    };
  }
  // Its lease was over. If it sets it again although another one owns the data stream, there are two.
  const again = first.renewals.find(({ index }) => index > second.fromIndex && index < until);
  if (again === undefined || again.at >= trial.leaseEndsAt(second, again.index)) return null;
  if (trial.setbackWithin(renewedIndex, again.index) !== undefined) return null;
  return {
    events: evidence(first.fromIndex, renewal?.index, second.fromIndex, again.index),
    because: `${second.process} owned ${stream} (${second.id}) from ${trial.when(second.fromAt)} on, when ${first.process}, whose lease had ended at ${trial.when(endsAt)}, set it again at ${trial.when(again.at)}`,
  };
}

/** Whether a call of the owner that was to end its ownership ended its lease between two positions. */
function letsGo(
  trial: StreamBalancerAnalysis,
  { process, stream }: OwnershipStory,
  fromIndex: number,
  untilIndex: number,
): boolean {
  return trial.leases.of(stream).some(({ index, holder, process: by, op }) => {
    if (index <= fromIndex || index >= untilIndex || holder !== null || by !== process)
      return false;
    const ending = op === null ? undefined : trial.operations.get(op)?.call.name;
    return ending === "complete" || ending === "fail" || ending === "shutdown";
  });
}
