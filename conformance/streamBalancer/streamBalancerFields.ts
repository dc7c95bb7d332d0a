import type { StreamBalancerCapability } from "../../spec/streamBalancer/contract.ts";
import { aFunction, type ExpectedField } from "../contracts/expectedField.ts";

const capabilities: Readonly<Record<StreamBalancerCapability, true>> = {
  fence: true,
  notifications: true,
  "dead-letters": true,
  metrics: true,
  cluster: true,
};

/** What a stream balancer may declare to be able to. */
export const streamBalancerCapabilities: readonly string[] = Object.keys(capabilities);

/** What a stream balancer must have besides what all subjects have, in the order in which a reader would look. */
export const streamBalancerFields: readonly ExpectedField[] = [
  [
    "declares.ridesOutMs",
    (value) => typeof value === "number" && value >= 0,
    "milliseconds that errors may last without stopping anybody",
  ],
  ["layout", ...aFunction],
  ["openConsumer", ...aFunction],
  ["openProducer", ...aFunction],
];
