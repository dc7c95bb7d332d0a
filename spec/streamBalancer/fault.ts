import { kernelFaultKinds, type KernelFault } from "../fault.ts";
import { nodeFaultKinds, type NodeFault } from "../nodeFault.ts";

/** What operators and bugs do to a balancer's data. */
export type BalancerDataFault =
  /** Somebody trims the input stream to its newest `length` entries: of what is pending only the ids may be left. */
  | { readonly fault: "trim-input"; readonly atMs: number; readonly length: number }
  /** Somebody destroys the consumer group; the stream stays. */
  | { readonly fault: "lost-group"; readonly atMs: number }
  /** Somebody switches keyspace notifications off, on every node. */
  | { readonly fault: "mute-notifications"; readonly atMs: number };

export type StreamBalancerFault = KernelFault | BalancerDataFault | NodeFault;

/** Every kind of fault of the stream-balancer contract, in the order in which they are listed to people. */
export const streamBalancerFaultKinds = [
  ...kernelFaultKinds,
  "trim-input",
  "lost-group",
  "mute-notifications",
  ...nodeFaultKinds,
] as const satisfies readonly StreamBalancerFault["fault"][];

export type StreamBalancerFaultKind = (typeof streamBalancerFaultKinds)[number];

export function isStreamBalancerFaultKind(kind: string): kind is StreamBalancerFaultKind {
  return streamBalancerFaultKinds.some((known) => known === kind);
}
