import type { NodeFaultKind } from "./nodeFault.ts";
import type { Incident } from "./worldIncidents.ts";

/** When servers were not well, and how wrong their clocks were. Positions are those of the history, both included. */
export type NodeHealth = {
  /** Whether two nodes of a shard had failed at the same moment, somewhere between two positions. */
  readonly hadTwoFailed: (shard: string, fromIndex: number, untilIndex: number) => boolean;
  /** The shards of which some node had failed at any moment between two positions. */
  readonly failedShards: (fromIndex: number, untilIndex: number) => ReadonlySet<string>;
  /** Whether a node had crashed and not caught up again at a position: what it had may be gone. */
  readonly hasForgotten: (node: string, index: number) => boolean;
  /** How far ahead of the reference clock some node's clock was at most between two positions; at least 0. */
  readonly clockAheadMs: (fromIndex: number, untilIndex: number) => number;
  /** How far some node's clock was set forward between two positions, altogether; what is to expire does so as much earlier. */
  readonly clockForwardMs: (fromIndex: number, untilIndex: number) => number;
  /** The same for back; what is to expire does so as much later. */
  readonly clockBackMs: (fromIndex: number, untilIndex: number) => number;
  /** How far behind the reference clock some node's clock was at most between two positions; at least 0. */
  readonly clockBehindMs: (fromIndex: number, untilIndex: number) => number;
};

type Stretch = { readonly fromIndex: number; untilIndex: number };
type ClockStretch = Stretch & { readonly offMs: number };

/** The fault after which a node has what it had written down. What only stands still or is cut off has all of it. */
const crash: NodeFaultKind = "node-crash";

/** Reads from the incidents of a run which server was well when, and what its clock said. */
export function nodeHealthOf(incidents: readonly Incident[]): NodeHealth {
  const failed = new Map<string, Set<string>>();
  const oneFailed = new Map<string, Stretch[]>();
  const twoFailed = new Map<string, Stretch[]>();
  const forgotten = new Map<string, Stretch[]>();
  const clocks: ClockStretch[] = [];
  const clockOf = new Map<string, ClockStretch>();
  const clocksOf = new Map<string, ClockStretch[]>();

  for (const { index, event } of incidents) {
    if (event.type === "fault" && event.fault === crash) {
      const stretches = forgotten.get(event.target) ?? [];
      forgotten.set(event.target, [...stretches, { fromIndex: index, untilIndex: Infinity }]);
    }
    if (event.type !== "node") continue;
    if (event.change === "clock") {
      const last = clockOf.get(event.node);
      // A jump leaves one instant at which both readings count: nobody knows on which side of it a command ran.
      if (last !== undefined) last.untilIndex = index;
      const stretch = { fromIndex: index, untilIndex: Infinity, offMs: event.offMs };
      // Until it was set for the first time it was right.
      const own = clocksOf.get(event.node) ?? [{ fromIndex: 0, untilIndex: index, offMs: 0 }];
      own.push(stretch);
      clocksOf.set(event.node, own);
      clockOf.set(event.node, stretch);
      clocks.push(stretch);
      continue;
    }
    const ofShard = failed.get(event.shard) ?? new Set();
    failed.set(event.shard, ofShard);
    const wasOne = ofShard.size >= 1;
    const wereTwo = ofShard.size >= 2;
    if (event.change === "failed") ofShard.add(event.node);
    else {
      ofShard.delete(event.node);
      for (const stretch of forgotten.get(event.node) ?? []) {
        stretch.untilIndex = Math.min(stretch.untilIndex, index);
      }
    }
    note(oneFailed, event.shard, index, wasOne, ofShard.size >= 1);
    note(twoFailed, event.shard, index, wereTwo, ofShard.size >= 2);
  }

  const furthest = (sign: 1 | -1, fromIndex: number, untilIndex: number): number => {
    let most = 0;
    for (const clock of clocks) {
      if (overlaps(clock, fromIndex, untilIndex)) most = Math.max(most, sign * clock.offMs);
    }
    return most;
  };
  /** How far some node's clock was set in that direction, from any reading to a later one. */
  const setBy = (sign: 1 | -1, fromIndex: number, untilIndex: number): number => {
    let most = 0;
    for (const own of clocksOf.values()) {
      let lowest = Infinity;
      for (const clock of own) {
        if (!overlaps(clock, fromIndex, untilIndex)) continue;
        lowest = Math.min(lowest, sign * clock.offMs);
        most = Math.max(most, sign * clock.offMs - lowest);
      }
    }
    return most;
  };
  return {
    hadTwoFailed: (shard, fromIndex, untilIndex) =>
      (twoFailed.get(shard) ?? []).some((stretch) => overlaps(stretch, fromIndex, untilIndex)),
    failedShards: (fromIndex, untilIndex) =>
      new Set(
        [...oneFailed].flatMap(([shard, stretches]) =>
          stretches.some((stretch) => overlaps(stretch, fromIndex, untilIndex)) ? [shard] : [],
        ),
      ),
    hasForgotten: (node, index) =>
      (forgotten.get(node) ?? []).some((stretch) => overlaps(stretch, index, index)),
    clockAheadMs: (fromIndex, untilIndex) => furthest(1, fromIndex, untilIndex),
    clockForwardMs: (fromIndex, untilIndex) => setBy(1, fromIndex, untilIndex),
    clockBackMs: (fromIndex, untilIndex) => setBy(-1, fromIndex, untilIndex),
    clockBehindMs: (fromIndex, untilIndex) => furthest(-1, fromIndex, untilIndex),
  };
}

/** Begins or ends a stretch when something becomes true or false. */
function note(
  all: Map<string, Stretch[]>,
  shard: string,
  index: number,
  wasTrue: boolean,
  isTrue: boolean,
): void {
  const stretches = all.get(shard) ?? [];
  all.set(shard, stretches);
  if (isTrue && !wasTrue) stretches.push({ fromIndex: index, untilIndex: Infinity });
  if (wasTrue && !isTrue) stretches.at(-1)!.untilIndex = index;
}

const overlaps = (stretch: Stretch, fromIndex: number, untilIndex: number): boolean =>
  stretch.fromIndex <= untilIndex && fromIndex <= stretch.untilIndex;
