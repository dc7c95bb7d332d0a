import { Random } from "../../sim/random.ts";
import type { KernelFault } from "../../spec/fault.ts";
import type { NodeFault } from "../../spec/nodeFault.ts";
import { whyNotOn } from "../../spec/nodeFault.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { RecordedDuration, Recording } from "./recording.ts";

/** Makes a fault out of a wait: one that lasts about as long, or one that strikes about when it is over. */
type Maker = (wait: RecordedDuration, aboutMs: number, random: Random) => KernelFault | NodeFault;

const lasting: Readonly<Record<string, Maker>> = {
  pause: ({ process, atMs }, forMs) => ({ fault: "pause", process, atMs, forMs }),
  stall: ({ process, atMs }, forMs) => ({ fault: "stall", process, atMs, forMs }),
  partition: ({ process, atMs }, forMs) => ({ fault: "partition", process, atMs, forMs }),
  refuse: ({ process, atMs }, forMs) => ({ fault: "refuse", process, atMs, forMs }),
  delay: ({ process, atMs }, byMs) => ({ fault: "delay", process, atMs, byMs, forMs: 3 * byMs }),
  crash: ({ process, atMs }, restartAfterMs) => ({ fault: "crash", process, atMs, restartAfterMs }),
  "node-pause": ({ atMs }, forMs) => ({ fault: "node-pause", node: "master of data", atMs, forMs }),
  "node-slow": ({ atMs }, byMs) => ({ fault: "node-slow", node: "master of data", atMs, byMs, forMs: 3 * byMs }), // prettier-ignore
  "replication-lag": ({ atMs }, byMs) => ({ fault: "replication-lag", node: "replica 1 of data", atMs, byMs, forMs: 3 * byMs }), // prettier-ignore
};

const striking: Readonly<Record<string, Maker>> = {
  crash: ({ process, atMs }, afterMs, random) => ({
    fault: "crash",
    process,
    atMs: atMs + afterMs,
    restartAfterMs: random.pick([50, 1_000, null]),
  }),
  pause: ({ process, atMs, ms }, afterMs, random) => ({
    fault: "pause",
    process,
    atMs: atMs + afterMs,
    forMs: random.pick([20, ms, 2 * ms]),
  }),
  skew: ({ process, atMs, ms }, aboutMs, random) => ({
    fault: "skew",
    process,
    atMs: random.pick([atMs, atMs + ms]),
    byMs: random.pick([aboutMs, -aboutMs]),
  }),
  "lose-reply": ({ process, atMs }, afterMs, random) => ({
    fault: "lose-reply",
    process,
    atMs: atMs + afterMs,
    request: random.between(1, 3),
  }),
  "node-crash": ({ atMs }, afterMs) => ({
    fault: "node-crash",
    node: "master of data",
    atMs: atMs + afterMs,
    restartAfterMs: 1_000,
    data: "kept",
  }),
  "failover-manual": ({ atMs }, afterMs) => ({
    fault: "failover-manual",
    node: "replica 1 of data",
    atMs: atMs + afterMs,
  }),
  "failover-takeover": ({ atMs }, afterMs) => ({
    fault: "failover-takeover",
    node: "replica 1 of data",
    atMs: atMs + afterMs,
  }),
};

/** The kinds of fault that it knows; one of them is enough. */
export const resonantKinds: readonly string[] = [
  ...new Set([...Object.keys(lasting), ...Object.keys(striking)]),
];

/** How far off: a little before, a little after, and exactly. Milliseconds, or a part of the wait. */
const offsets = [-0.1, -10, -1, 0, 1, 10, 0.1] as const;

/** Lengths that are chosen among: those that were waited for most often. */
const lengthsMax = 20;

/** The lengths of waits that a fault can resonate with before all heals, the most frequent first. */
export const lengthsIn = ({ scenario, durations }: Recording): readonly number[] =>
  [...durations]
    .filter(([ms]) => ms < scenario.faultsMs)
    .sort(([a, as], [b, bs]) => bs.length - as.length || a - b)
    .slice(0, lengthsMax)
    .map(([ms]) => ms);

/**
 * A run without faults with one to three faults that last as long as something in it waited, or strike when such a wait is over.
 *
 * @param recording with at least one of `lengthsIn`
 * @param kinds kinds of fault that may strike, at least one of which it knows
 */
export function resonant(
  recording: Recording,
  kinds: readonly string[],
  n: number,
): { readonly scenario: Scenario; readonly summary: string } {
  const random = new Random(`claimcheck resonance ${recording.seed} ${n}`);
  const { scenario, durations } = recording;
  const can = (makers: Readonly<Record<string, Maker>>): readonly Maker[] =>
    Object.entries(makers).flatMap(([kind, maker]) =>
      kinds.includes(kind) && whyNotOn(kind, scenario.topology) === null ? [maker] : [],
    );
  const groups = [can(lasting), can(striking)].filter((makers) => makers.length > 0);
  const lengths = lengthsIn(recording);
  const count = random.pick([1, 1, 2, 3]);
  const waits: number[] = [];
  const faults = Array.from({ length: count }, () => {
    const ms = random.pick(lengths);
    waits.push(ms);
    const wait = random.pick(durations.get(ms) ?? []);
    const offset = random.pick(offsets);
    const aboutMs = Math.max(1, Math.round(ms + (Number.isInteger(offset) ? offset : offset * ms)));
    const fault = random.pick(random.pick(groups))(wait, aboutMs, random);
    return { ...fault, atMs: Math.min(fault.atMs, scenario.faultsMs) };
  });
  return {
    scenario: { ...scenario, faults },
    summary: `resonance  seed ${recording.seed} without faults, ${lengths.length} lengths of waits; with ${waits.map((ms) => `${ms} ms`).join(", ")}`,
  };
}
