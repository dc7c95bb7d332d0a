import { eventStreamerFaultKinds } from "./eventStreamer/fault.ts";
import { schedulerFaultKinds } from "./scheduler/fault.ts";
import { streamBalancerFaultKinds } from "./streamBalancer/fault.ts";

/** The names of all contracts, and the kinds of fault of each: what can be typed, known without loading anything. */
export const contractFaults: Readonly<Record<string, readonly string[]>> = {
  scheduler: schedulerFaultKinds,
  "stream-balancer": streamBalancerFaultKinds,
  "event-streamer": eventStreamerFaultKinds,
};

/** In the order in which they are listed to people; the first is meant unless somebody chooses. */
export const contractNames: readonly string[] = Object.keys(contractFaults);

/** Every kind of fault that some contract has, each once. */
export const everyFaultKind: readonly string[] = [...new Set(Object.values(contractFaults).flat())];
