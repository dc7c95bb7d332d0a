import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import { jsonListing } from "../../reports/jsonListing.ts";
import { textListing, type Listing } from "../../reports/textListing.ts";
import { registryOf } from "../../sim/redis/commands/index.ts";
import { profileOf } from "../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { schedulerFaultKinds } from "../../spec/scheduler/fault.ts";
import { schedulerFaultSummary } from "../../spec/scheduler/faultSummary.ts";
import { schedulerRules } from "../../spec/scheduler/rules/index.ts";
import { exitCode } from "../exitCode.ts";
import type { Terminal } from "../terminal.ts";

export type ListFormat = "text" | "json";

export type ListOptions = { readonly format: ListFormat; readonly redisVersion: RedisVersion };

/** Names everything that the other commands take, from the same declarations that they read. */
export async function list(
  { format, redisVersion }: ListOptions,
  terminal: Terminal,
): Promise<number> {
  const profile = profileOf(redisVersion);
  const listing: Listing = {
    contracts: ["scheduler"],
    subjects: schedulerSubjects.map(({ name, summary, breaks, capabilities }) => ({
      name,
      summary,
      breaks: breaks ?? null,
      capabilities: [...capabilities],
    })),
    rules: schedulerRules.map(({ id, level, statement, needs }) => ({
      id,
      level,
      statement,
      needs,
    })),
    faults: schedulerFaultKinds.map((name) => ({ name, summary: schedulerFaultSummary[name] })),
    redis: profile.release,
    commands: registryOf(profile)
      .supported()
      .map((name) => name.replace("|", " ")),
  };
  terminal.out(format === "json" ? jsonListing(listing) : textListing(listing));
  return exitCode.held;
}
