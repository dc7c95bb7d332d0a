import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import { recoveryMs } from "../recoveryMs.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * A failover takes longer than five errors. A consumer that gives up after them turns each failover into an outage; one that
 * gives up in silence does so as well. So nobody gives up over what is over within the bound that the subject declares, and when
 * all is well what waits is delivered.
 *
 * Trouble is whatever befell the process or any node; troubles less than a bound apart are one, since nobody can tell when
 * a client has got over the first. What waits may do so for as long as a recovery takes. Giving up where nothing had happened is
 * judged by `poisonStopsNobody`.
 */
export const troubleStopsNobody: StreamBalancerRule = {
  id: "SB-18",
  level: "must",
  statement:
    "Trouble that is over within the declared bound makes no consumer give up, and afterwards what waits is delivered.",
  hint: "After how many errors does the reader end, and what starts it again?",
  needs: [],
  check: (trial) => [...gaveUp(trial), ...notDelivered(trial)],
};

function gaveUp(trial: StreamBalancerAnalysis): readonly Violation[] {
  return trial.history.flatMap((event, index): readonly Violation[] => {
    if (event.type !== "notified" || event.notification.type !== "terminated") return [];
    const { process, at, notification } = event;
    const trouble = troubleBefore(trial, process, index);
    if (trouble === null || trouble.ms > trial.declares.ridesOutMs) return [];
    const because = `${process} gave up at ${trial.when(at)} (${notification.reason}) over trouble that had lasted for ${trial.lasting(trouble.ms)}, of which ${trial.lasting(trial.declares.ridesOutMs)} are to be ridden out`;
    return [{ events: evidence(trouble.index, index), because }];
  });
}

/** The last trouble before a position, and for how long it could have been felt; null when there was none. */
function troubleBefore(
  trial: StreamBalancerAnalysis,
  process: string,
  untilIndex: number,
): { readonly index: number; readonly ms: number } | null {
  const life = trial.lives.at(process, untilIndex);
  let began: number | null = null;
  for (let index = untilIndex; index >= (life?.fromIndex ?? 0); index--) {
    const isTrouble =
      !trial.health.isHealthyDuring(process, index, index) ||
      trial.nodes.failedShards(index, index).size > 0 ||
      isNodeFault(trial, index);
    if (isTrouble) began = index;
    if (began === null || isTrouble) continue;
    const apartMs = trial.history[began]!.at - trial.history[index]!.at;
    if (apartMs > trial.declares.ridesOutMs) break;
  }
  if (began === null) return null;
  return { index: began, ms: trial.history[untilIndex]!.at - trial.history[began]!.at };
}

function isNodeFault(trial: StreamBalancerAnalysis, index: number): boolean {
  const event = trial.history[index]!;
  return event.type === "fault" || event.type === "incident";
}

function notDelivered(trial: StreamBalancerAnalysis): readonly Violation[] {
  const lateMs = recoveryMs(trial);
  const lastSetback = trial.setbacks.at(-1)?.event.at ?? -Infinity;
  return trial.entries.flatMap(({ id, content, moves }) =>
    moves.flatMap((move, position): readonly Violation[] => {
      if (move.where.place !== "undelivered") return [];
      const next = moves[position + 1];
      const untilAt = next?.at ?? trial.endAt;
      const sinceAt = Math.max(move.at, trial.settledAt, lastSetback);
      const dueAt = sinceAt + lateMs;
      if (dueAt >= untilAt || !trial.isServed(sinceAt, dueAt)) return [];
      const because = `${id} (${content.item?.name ?? "poisoned"}) waited from ${trial.when(sinceAt)} to ${trial.when(untilAt)} without being delivered, although a consumer was there and all was well`;
      return [{ events: evidence(move.index, next?.index ?? trial.endIndex), because }];
    }),
  );
}
