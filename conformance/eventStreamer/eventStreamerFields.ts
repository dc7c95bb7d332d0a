import type { EventStreamerCapability } from "../../spec/eventStreamer/contract.ts";
import { aFunction, type ExpectedField } from "../contracts/expectedField.ts";

const capabilities: Readonly<Record<EventStreamerCapability, true>> = {
  durable: true,
  cluster: true,
};

/** What an event streamer may declare to be able to. */
export const eventStreamerCapabilities: readonly string[] = Object.keys(capabilities);

const aNumber = (value: unknown): boolean => typeof value === "number" && value >= 0;

/** What an event streamer must have besides what all subjects have, in the order in which a reader would look. */
export const eventStreamerFields: readonly ExpectedField[] = [
  ["declares.wakeMsMax", aNumber, "milliseconds within which whoever waits is awake"],
  ["declares.idle.turnsPerMinute", aNumber, "how often code may run for a receiver that waits"],
  ["declares.idle.commandsPerMinute", aNumber, "commands for a receiver that waits"],
  ["declares.idle.timers", aNumber, "timers for a receiver that waits"],
  ["open", ...aFunction],
];
