import { evidence } from "../../evidence.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Consumers that start together, as after a deployment, would scan together for ever. So each interval is drawn anew
 * within its jitter.
 *
 * The intervals between the scans of consumers that are well are put together. If they lie so close to each other that an even
 * draw within the jitter would do that less than once in ten million times, they were not drawn: n draws lie within a part
 * w of their range with a probability of at most n times w to the power of n - 1.
 */
export const scansAreJittered: StreamBalancerRule = {
  id: "SB-17",
  level: "must",
  statement:
    "The intervals between scans differ by the jitter, so that consumers do not scan together.",
  hint: "Is the interval drawn anew for each scan of each consumer?",
  needs: [],
  check(trial) {
    const { jitter, scanIntervalMs } = trial.options;
    const spanMs = jitter * scanIntervalMs;
    const intervals = intervalsOf(trial);
    const count = intervals.length;
    if (spanMs === 0 || count < 3) return [];
    const all = intervals.map(({ ms }) => ms);
    const spreadMs = Math.max(...all) - Math.min(...all);
    // Instants are whole milliseconds.
    const width = (spreadMs + 1) / spanMs;
    if (count * width ** (count - 1) >= chance) return [];
    return [
      {
        events: evidence(
          ...intervals.slice(0, 8).flatMap(({ fromIndex, toIndex }) => [fromIndex, toIndex]),
        ),
        because: `${count} intervals between scans lie within ${trial.lasting(spreadMs)} of each other (from ${trial.lasting(Math.min(...all))} on), which are to differ by up to ${trial.lasting(spanMs)}`,
      },
    ];
  },
};

const chance = 1e-7;

type Interval = { readonly fromIndex: number; readonly toIndex: number; readonly ms: number };

/** From one scan of a consumer to its next, while nothing happened to it or to the servers. */
function intervalsOf(trial: StreamBalancerAnalysis): readonly Interval[] {
  const last = new Map<string, number>();
  const intervals: Interval[] = [];
  for (let index = 0; index < trial.history.length; index++) {
    const event = trial.history[index]!;
    if (event.type === "process" && event.change === "crashed") last.delete(event.process);
    if (event.type !== "scan") continue;
    const { process } = event;
    const before = last.get(process);
    last.set(process, index);
    if (before === undefined) continue;
    if (!trial.health.isHealthyDuring(process, before, index)) continue;
    if (trial.nodes.failedShards(before, index).size > 0) continue;
    const ms = event.at - trial.history[before]!.at;
    // Less than an interval: something else made it scan.
    if (ms < trial.options.scanIntervalMs) continue;
    intervals.push({ fromIndex: before, toIndex: index, ms });
  }
  return intervals;
}
