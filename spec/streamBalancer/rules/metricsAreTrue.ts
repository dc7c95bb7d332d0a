import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { BalancerMetrics } from "../contract.ts";
import { refusingFaults } from "../refusingFaults.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Operators see a balancer by its counts alone. What it says that it has scanned, added again, buried and reset is what it
 * did, in the life in which it is asked.
 *
 * It cannot count what it never heard of: while the process or a node was not well a count may be lower, and in the last
 * second an answer may still be on its way. It is never higher, unless a replaced node or an incident made what it counted
 * undone. What a scan leaves alone is seen by nobody else, so of that only the least is known: what calls were told of.
 * How masters are counted is asked by `oneMasterIsEnough`.
 */
export const metricsAreTrue: StreamBalancerRule = {
  id: "SB-22",
  level: "must",
  statement: "What a consumer counts of itself agrees with what it did.",
  hint: "Is each count raised once for each effect, by every way that brings it about?",
  needs: ["metrics"],
  check(trial) {
    const seen = seenIn(trial);
    return trial.history.flatMap((event, index) =>
      event.type === "metrics" ? judge(trial, seen, event.process, index, event.metrics) : [],
    );
  },
};

/** So long an answer may be on its way when nothing is wrong. */
const answerMs = 1_000;

/** Something that a consumer counts, as it could be observed. */
type Counted = { readonly index: number; readonly at: number };

/** All that could be observed of what a process counts, in order. */
type Seen = ReadonlyMap<string, ReadonlyMap<keyof BalancerMetrics, readonly Counted[]>>;

const names = ["requeued", "deadLettered", "topologyResets", "scans", "aliveSkips"] as const;

function judge(
  trial: StreamBalancerAnalysis,
  seen: Seen,
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
        incident.event.type === "fault" &&
        incident.index < index &&
        (fromIndex <= incident.index ||
          // It may have lasted until all was quiet.
          (refusingFaults.has(incident.event.fault) && fromIndex < trial.quietIndex)),
    );
  const isUndone =
    trial.asides.some((aside) => isOwn(aside)) ||
    trial.setbackWithin(fromIndex, index) !== undefined;

  return names.flatMap((name): readonly Violation[] => {
    const instants = (seen.get(process)?.get(name) ?? [])
      .filter((counted) => fromIndex <= counted.index && counted.index < index)
      .map((counted) => counted.at);
    const said = metrics[name];
    const least = wasWell ? instants.filter((instant) => instant <= at - answerMs).length : 0;
    const most = isUndone || name === "aliveSkips" ? Infinity : instants.length;
    if (least <= said && said <= most) return [];
    const there = said < least ? `at least ${least}` : `no more than ${most}`;
    const because = `${process} counted ${said} ${words[name]} by ${trial.when(at)}, but there were ${there}`;
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

/** Looks once for all that anybody counts. */
function seenIn(trial: StreamBalancerAnalysis): Seen {
  const seen = new Map<string, Map<keyof BalancerMetrics, Counted[]>>();
  const see = (process: string | null, name: keyof BalancerMetrics, counted: Counted): void => {
    if (process === null) return;
    const own = seen.get(process) ?? new Map<keyof BalancerMetrics, Counted[]>();
    seen.set(process, own);
    const list = own.get(name);
    if (list === undefined) own.set(name, [counted]);
    else list.push(counted);
  };
  for (const { isRoot, moves } of trial.entries) {
    const first = moves[0]!;
    if (!isRoot && first.setback === null) see(first.process, "requeued", first);
  }
  for (const letter of trial.deadLetters) {
    if (letter.change === "added" && letter.setback === null) {
      see(letter.process, "deadLettered", letter);
    }
  }
  for (const { call, outcome, process, returnedIndex, returnedAt } of trial.operations.values()) {
    if (outcome.type !== "ok") continue;
    const counted = { index: returnedIndex, at: returnedAt };
    if (call.name === "reset-topology") see(process, "topologyResets", counted);
    if (call.name === "claim" && outcome.value === "alive") see(process, "aliveSkips", counted);
  }
  for (let index = 0; index < trial.history.length; index++) {
    const event = trial.history[index]!;
    if (event.type === "scan") see(event.process, "scans", { index, at: event.at });
  }
  return seen;
}
