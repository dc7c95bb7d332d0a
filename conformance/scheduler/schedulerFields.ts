import type { SchedulerCapability } from "../../spec/scheduler/contract.ts";
import { isObject } from "../../spec/shape.ts";
import { aFunction, aText, oneOfTexts, type ExpectedField } from "../contracts/expectedField.ts";

const capabilities: Readonly<Record<SchedulerCapability, true>> = {
  cron: true,
  "from-to": true,
  limit: true,
  update: true,
  pause: true,
  trigger: true,
  lease: true,
  token: true,
  index: true,
  migrate: true,
  cluster: true,
};

/** What a scheduler may declare to be able to. */
export const schedulerCapabilities: readonly string[] = Object.keys(capabilities);

/** What a scheduler must have besides what all subjects have, in the order in which a reader would look. */
export const schedulerFields: readonly ExpectedField[] = [
  ["declares.misfire", ...oneOfTexts("coalesce", "catch-up")],
  [
    "declares.leaseMs",
    (value) => value === null || (typeof value === "number" && value > 0),
    "milliseconds, or null for claims that are for ever",
  ],
  ["declares.latenessMsMax", ...aFunction],
  ["layout.scheduleOfKey", ...aFunction],
  ["layout.readState", ...aFunction],
  ["layout.parseState", ...aFunction],
  [
    "layout.indexKey",
    (value) => value === null || aText[0](value),
    "the key of the sorted set of due times, or null",
  ],
  ["layout.corrupt", ...aFunction],
  [
    "layout.legacy",
    (value) => value === null || (isObject(value) && aFunction[0](value["put"])),
    "put and scheduleOfKey, or null",
  ],
];
