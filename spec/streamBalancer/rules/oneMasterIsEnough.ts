import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import { refusingFaults } from "../refusingFaults.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * In a cluster each master tells of its own keys only, so each of them is subscribed to; and one that cannot be had is no
 * reason to go without the others. So setting up tolerates that some masters fail, and says how many did: whether a
 * consumer started or was told to reset its topology, each master was counted as set up or as failed.
 */
export const oneMasterIsEnough: StreamBalancerRule = {
  id: "SB-15",
  level: "must",
  statement:
    "Every master is subscribed to; one that cannot be is counted, and stops neither a start nor a reset.",
  hint: "Which masters are asked for notifications, and what if one of them does not answer?",
  needs: ["notifications", "metrics"],
  check: (trial) => [...failed(trial), ...overlooked(trial)],
};

const mastersOf = ({ topology }: StreamBalancerAnalysis): number =>
  topology.kind === "cluster" ? topology.masters : 1;

/** A reset that failed although some master was well, as was the process. */
function failed(trial: StreamBalancerAnalysis): readonly Violation[] {
  return [...trial.operations.values()].flatMap((operation): readonly Violation[] => {
    const { call, outcome, process, invokedIndex, returnedIndex, returnedAt } = operation;
    if (call.name !== "reset-topology" || outcome.type !== "failed") return [];
    if (!trial.health.isHealthyDuring(process, invokedIndex, returnedIndex)) return [];
    if (!isInService(trial, process, invokedIndex, returnedIndex)) return [];
    if (trial.nodes.failedShards(invokedIndex, returnedIndex).size >= mastersOf(trial)) return [];
    // Of a node that refuses what it is asked for nobody tells when that is over: it may be any.
    if (hasRefusingNode(trial, returnedIndex)) return [];
    const because = `the reset of the topology by ${process} failed at ${trial.when(returnedAt)} (${outcome.message}), although some master was well`;
    return [{ events: evidence(invokedIndex, returnedIndex), because }];
  });
}

const hasRefusingNode = (trial: StreamBalancerAnalysis, untilIndex: number): boolean =>
  trial.incidents.some(
    ({ index, event }) =>
      event.type === "fault" &&
      refusingFaults.has(event.fault) &&
      index <= untilIndex &&
      untilIndex < trial.quietIndex,
  );

function isInService(
  trial: StreamBalancerAnalysis,
  process: string,
  fromIndex: number,
  untilIndex: number,
): boolean {
  return trial.services.some(
    (service) =>
      service.process === process &&
      service.fromIndex <= fromIndex &&
      untilIndex <= service.untilIndex,
  );
}

/** Consumers that started, or were reset, and have counted fewer masters than there are. */
function overlooked(trial: StreamBalancerAnalysis): readonly Violation[] {
  const metrics = trial.history.flatMap((event, index) =>
    event.type === "metrics" ? [{ index, event }] : [],
  );
  return trial.services.flatMap((service): readonly Violation[] => {
    const { process, fromIndex, untilIndex } = service;
    // Metrics are written right before the shutdown that ends the service.
    const first = metrics.find(
      ({ index, event }) => index > fromIndex && event.process === process,
    );
    if (first === undefined || first.index > untilIndex) return [];
    const { index: told, event } = first;
    // A master that does not answer is counted when it is given up, and not while it is waited for.
    if (event.at - service.fromAt < trial.declares.ridesOutMs) return [];
    const { mastersSetUp, mastersNotSetUp } = event.metrics;
    const counted = mastersSetUp + mastersNotSetUp;
    const masters = mastersOf(trial);
    if (counted >= masters) return [];
    // Who has reached nobody since it started has not been told which masters there are.
    const wellMs = longestWell(trial, process, fromIndex, told);
    if (counted === 0 && wellMs < trial.declares.ridesOutMs) return [];
    const because = `${process} started with ${masters} masters, but counted ${mastersSetUp} as set up and ${mastersNotSetUp} as failed`;
    return [{ events: evidence(fromIndex, told), because }];
  });
}

/** For how long a process was well in one stretch, at the most, from one position to another. */
function longestWell(
  trial: StreamBalancerAnalysis,
  process: string,
  fromIndex: number,
  untilIndex: number,
): number {
  let longest = 0;
  let since = trial.history[fromIndex]!.at;
  for (let index = fromIndex + 1; index <= untilIndex; index++) {
    const { at } = trial.history[index]!;
    // Between two events it was well if it was so at the first.
    if (trial.health.isHealthyDuring(process, index - 1, index - 1))
      longest = Math.max(longest, at - since);
    else since = at;
  }
  return longest;
}
