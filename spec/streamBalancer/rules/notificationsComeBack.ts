import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { Service } from "../service.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * A subscription belongs to a connection and the setting to a node, and a master that has just become one has neither. So
 * after whatever happened they are there again, by themselves or, at the latest, when the topology was reset.
 *
 * Judged are the leases that end in the quiet phase because nobody renewed them: each consumer is told of each that was in
 * service by then, and has gone through a reset in the quiet phase, or started in it. Redis tells when the key is
 * removed, which is when it is looked at; the history has that instant. A lease is a generous bound for the way.
 */
export const notificationsComeBack: StreamBalancerRule = {
  id: "SB-16",
  level: "must",
  statement:
    "After failovers and resharding every consumer is told of ended leases again, at the latest when its topology was reset.",
  hint: "Who subscribes to a master that was not one before, and who switches its notifications on?",
  needs: ["notifications"],
  check: (trial) => {
    const ready = trial.services.flatMap((service): readonly Ready[] => {
      const fromIndex = readyFrom(trial, service);
      return fromIndex === null ? [] : [{ service, fromIndex }];
    });
    const streams = new Set(trial.ownerships.map(({ stream }) => stream));
    return [...streams].flatMap((stream) => judge(trial, stream, ready));
  },
};

type Ready = { readonly service: Service; readonly fromIndex: number };

/** From when on a consumer must be told; null when it need not. */
function readyFrom(trial: StreamBalancerAnalysis, service: Service): number | null {
  const { process, fromIndex, untilIndex } = service;
  const reset = [...trial.operations.values()].find(
    ({ call, outcome, process: by, invokedIndex, returnedIndex }) =>
      by === process &&
      call.name === "reset-topology" &&
      outcome.type === "ok" &&
      invokedIndex > Math.max(fromIndex, trial.quietIndex) &&
      returnedIndex < untilIndex,
  );
  if (reset !== undefined) return reset.returnedIndex;
  return fromIndex > trial.quietIndex ? fromIndex : null;
}

function judge(
  trial: StreamBalancerAnalysis,
  stream: string,
  ready: readonly Ready[],
): readonly Violation[] {
  return trial.leases.of(stream).flatMap((state, position, states): readonly Violation[] => {
    const before = states.findLast((other, at) => at < position && other.key === state.key);
    const hasExpired = state.until === null && state.process === null && before?.holder != null;
    if (!hasExpired || state.index < trial.quietIndex) return [];
    if (before.until === null || state.at < before.until) return [];
    const dueAt = state.at + trial.options.leaseMs + trial.slackMs;
    if (dueAt >= trial.endAt) return [];
    const dueIndex = trial.indexAt(dueAt);
    return ready.flatMap(({ service, fromIndex }): readonly Violation[] => {
      const { process, untilIndex } = service;
      if (state.index < fromIndex || untilIndex < dueIndex) return [];
      if (!trial.health.isHealthyDuring(process, state.index, dueIndex)) return [];
      const isTold = trial.history
        .slice(state.index, dueIndex)
        .some(
          (event) =>
            event.type === "notified" &&
            event.process === process &&
            event.notification.type === "expired" &&
            event.notification.name === stream,
        );
      if (isTold) return [];
      const because = `the lease of ${stream} ended at ${trial.when(state.at)}, but ${process} was not told by ${trial.when(dueAt)}, although it had set up its notifications by ${trial.when(trial.history[fromIndex]!.at)}`;
      return [{ events: evidence(fromIndex, before.index, state.index), because }];
    });
  });
}
