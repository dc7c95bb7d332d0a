import type { ScheduleConfig } from "./contract.ts";
import type { ScheduleState } from "./history.ts";

/**
 * The first part of a definition that a state does not carry, as "everyMs is 2000 instead of 1000"; undefined when it
 * carries all of it. A time zone matters only to cron, where none given is UTC.
 */
export function deviation(config: ScheduleConfig, state: ScheduleState): string | undefined {
  const isCron = config.cron !== undefined;
  const pairs = [
    ["everyMs", config.everyMs ?? null, state.everyMs],
    ["cron", config.cron ?? null, state.cron],
    [
      "timezone",
      isCron ? (config.timezone ?? "UTC") : null,
      isCron ? (state.timezone ?? "UTC") : null,
    ],
    ["fromMs", config.fromMs ?? null, state.fromMs],
    ["toMs", config.toMs ?? null, state.toMs],
    ["limit", config.limit ?? null, state.limit],
  ] as const;
  for (const [name, defined, kept] of pairs) {
    if (defined !== kept) return `${name} is ${kept ?? "absent"} instead of ${defined ?? "absent"}`;
  }
  return undefined;
}
