import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { BalancerMetrics } from "../contract.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Operators see a balancer by its counts alone. What it says that it has scanned, added again, buried and reset is what it
 * did, in the life in which it is asked.
 *
 * It cannot count what it never heard of: while the process or a node was not well a count may be lower, and in the last
 * second an answer may still be on its way. It is never higher, unless a replaced node or an incident made what it counted
 * undone.
 */
export const metricsAreTrue: StreamBalancerRule = {
  id: "SB-22",
  level: "must",
  statement: "What a consumer counts of itself agrees with what it did.",
  hint: "Is each count raised once for each effect, by every way that brings it about?",
  needs: ["metrics"],
  check: (trial) =>
    trial.history.flatMap((event, index) =>
      event.type === "metrics" ? judge(trial, event.process, index, event.metrics) : [],
    ),
};

/** So long an answer may be on its way when nothing is wrong. */
const answerMs = 1_000;

type Seen = { readonly name: keyof BalancerMetrics; readonly at: readonly number[] };

function judge(
  trial: StreamBalancerAnalysis,
  process: string,
  index: number,
  metrics: BalancerMetrics,
): readonly Violation[] {
  const { at } = trial.history[index]!;
  const fromIndex = trial.lives.at(process, index)?.fromIndex ?? 0;
  const isOwn = (change: { readonly index: number; readonly process: string | null }): boolean =>
    change.process === process && fromIndex <= change.index && change.index < index;
  const wasWell =
    trial.health.isHealthyDuring(process, fromIndex, index) &&
    trial.nodes.failedShards(fromIndex, index).size === 0 &&
    !trial.incidents.some(
      (incident) =>
        incident.event.type === "fault" && fromIndex <= incident.index && incident.index < index,
    );
  const isUndone =
    trial.asides.some((aside) => isOwn(aside)) ||
    trial.setbackWithin(fromIndex, index) !== undefined;

  return seenOf(trial, process, isOwn).flatMap(({ name, at: instants }): readonly Violation[] => {
    const said = metrics[name];
    const least = wasWell ? instants.filter((instant) => instant <= at - answerMs).length : 0;
    const most = isUndone ? Infinity : instants.length;
    if (least <= said && said <= most) return [];
    const seen = said < least ? `at least ${least}` : `no more than ${most}`;
    const because = `${process} counted ${said} ${words[name]} by ${trial.when(at)}, but there were ${seen}`;
    return [{ events: evidence(index), because }];
  });
}

const words: Readonly<Record<keyof BalancerMetrics, string>> = {
  scans: "scans",
  requeued: "entries added again",
  aliveSkips: "entries left alone",
  deadLettered: "dead letters",
  topologyResets: "resets of the topology",
  mastersSetUp: "masters set up",
  mastersNotSetUp: "masters not set up",
};

/** What could be observed of that which a consumer counts: when. */
function seenOf(
  trial: StreamBalancerAnalysis,
  process: string,
  isOwn: (change: { readonly index: number; readonly process: string | null }) => boolean,
): readonly Seen[] {
  const requeued = trial.entries.flatMap(({ isRoot, moves }) => {
    const first = moves[0]!;
    return !isRoot && first.setback === null && isOwn(first) ? [first.at] : [];
  });
  const deadLettered = trial.deadLetters.flatMap((letter) =>
    letter.change === "added" && letter.setback === null && isOwn(letter) ? [letter.at] : [],
  );
  const topologyResets = [...trial.operations.values()].flatMap((operation) =>
    operation.call.name === "reset-topology" &&
    operation.outcome.type === "ok" &&
    isOwn({ index: operation.returnedIndex, process: operation.process })
      ? [operation.returnedAt]
      : [],
  );
  const scans = trial.history.flatMap((event, index) =>
    event.type === "scan" && isOwn({ index, process: event.process }) ? [event.at] : [],
  );
  return [
    { name: "requeued", at: requeued },
    { name: "deadLettered", at: deadLettered },
    { name: "topologyResets", at: topologyResets },
    { name: "scans", at: scans },
  ];
}
