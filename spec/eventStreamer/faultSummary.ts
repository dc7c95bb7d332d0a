import { faultSummary } from "../faultSummary.ts";
import type { EventStreamerFault } from "./fault.ts";

/** What each kind of fault of the event-streamer contract does, for people who choose some. */
export const eventStreamerFaultSummary: Readonly<Record<EventStreamerFault["fault"], string>> = {
  ...faultSummary,
  evict: "a node evicts the stream of a topic",
};
