import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * A service with a hundred consumers and nothing to do must not keep Redis busy. While nothing waits, nothing is pending
 * and nobody owns anything, a consumer may do what keeps it ready: a blocked read now and then, a look at each node, its
 * scans. Twice in a lease for itself and once for each node is plenty; whoever polls asks a hundred times as often.
 */
export const idleIsCheap: StreamBalancerRule = {
  id: "SB-21",
  level: "must",
  statement: "A consumer that has nothing to do asks the servers little.",
  hint: "Does the reader block, and for how long; how often does anything else ask?",
  needs: [],
  check: (trial) => {
    const busy = busyStretches(trial);
    return trial.history.flatMap((event, index): readonly Violation[] => {
      if (event.type !== "cost" || event.since < trial.quietAt) return [];
      const { process, since, at, commands } = event;
      const fromIndex = trial.indexAt(since);
      if (busy.some((stretch) => stretch.fromIndex <= index && fromIndex <= stretch.untilIndex)) return []; // prettier-ignore
      if (!isIdleThroughout(trial, process, fromIndex, index)) return [];
      const most = commandsMax(trial, at - since);
      if (commands <= most) return [];
      const because = `${process} had nothing to do from ${trial.when(since)} to ${trial.when(at)}, but sent ${commands} commands, more than ${most}`;
      return [{ events: evidence(index), because }];
    });
  },
};

/** Besides what comes with time: what a connection or a topology costs when it is made anew. */
const commandsOnce = 20;

function commandsMax({ options, topology }: StreamBalancerAnalysis, forMs: number): number {
  const nodes = topology.kind === "cluster" ? topology.masters * (1 + topology.replicasPerMaster) : 1; // prettier-ignore
  const scans = Math.ceil(forMs / options.scanIntervalMs) + 1;
  return Math.ceil((2 + nodes) * (forMs / options.leaseMs)) + 4 * scans + commandsOnce + 4 * nodes;
}

type Stretch = { readonly fromIndex: number; readonly untilIndex: number };

/** When some entry waited or was pending, without overlaps. What somebody owns is pending. */
function busyStretches(trial: StreamBalancerAnalysis): readonly Stretch[] {
  const stretches = trial.entries.flatMap(({ moves }) =>
    moves.flatMap((move, position): readonly Stretch[] =>
      move.where.place === "gone" || move.where.place === "stranded"
        ? []
        : [{ fromIndex: move.index, untilIndex: moves[position + 1]?.index ?? Infinity }],
    ),
  );
  const merged: { readonly fromIndex: number; untilIndex: number }[] = [];
  for (const stretch of stretches.toSorted((x, y) => x.fromIndex - y.fromIndex)) {
    const last = merged.at(-1);
    if (last !== undefined && stretch.fromIndex <= last.untilIndex) {
      last.untilIndex = Math.max(last.untilIndex, stretch.untilIndex);
    } else merged.push({ ...stretch });
  }
  return merged;
}

/** Whether a consumer was in service and well all along, and was asked for nothing. */
function isIdleThroughout(
  trial: StreamBalancerAnalysis,
  process: string,
  fromIndex: number,
  untilIndex: number,
): boolean {
  const isServing = trial.services.some(
    (service) =>
      service.process === process &&
      service.fromIndex < fromIndex &&
      untilIndex < service.untilIndex,
  );
  return (
    isServing &&
    trial.health.isHealthyDuring(process, fromIndex, untilIndex) &&
    trial.nodes.failedShards(fromIndex, untilIndex).size === 0 &&
    !trial
      .operationsBy(process)
      .some(
        ({ invokedIndex, returnedIndex }) => invokedIndex < untilIndex && fromIndex < returnedIndex,
      )
  );
}
