import { eventStreamerContract } from "../eventStreamer/eventStreamerContract.ts";
import { schedulerContract } from "../scheduler/schedulerContract.ts";
import { streamBalancerContract } from "../streamBalancer/streamBalancerContract.ts";
import type { Contract } from "./contract.ts";

/** Every contract, in the order in which they are listed to people. The first is meant unless somebody chooses. */
export const contracts: readonly [Contract, ...Contract[]] = [
  schedulerContract,
  streamBalancerContract,
  eventStreamerContract,
];
