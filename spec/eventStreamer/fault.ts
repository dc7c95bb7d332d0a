import { kernelFaultKinds, type KernelFault } from "../fault.ts";
import { nodeFaultKinds, type NodeFault } from "../nodeFault.ts";

export type EventStreamerFault = KernelFault | NodeFault;

/** Every kind of fault of the event-streamer contract, in the order in which they are listed to people. */
export const eventStreamerFaultKinds = [
  ...kernelFaultKinds,
  ...nodeFaultKinds,
] as const satisfies readonly EventStreamerFault["fault"][];
