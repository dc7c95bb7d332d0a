import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import { jsonListing } from "../../reports/jsonListing.ts";
import { textListing, type Listing } from "../../reports/textListing.ts";
import { registryOf } from "../../sim/redis/commands/index.ts";
import { redis70 } from "../../sim/redis/versions/redis70.ts";
import { schedulerFaultKinds } from "../../spec/fault.ts";
import { faultSummary } from "../../spec/faultSummary.ts";
import { schedulerRules } from "../../spec/scheduler/rules/index.ts";
import { exitCode } from "../exitCode.ts";
import type { Terminal } from "../terminal.ts";

export type ListFormat = "text" | "json";

/** Names everything that the other commands take, from the same declarations that they read. */
export async function list(format: ListFormat, terminal: Terminal): Promise<number> {
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
    faults: schedulerFaultKinds.map((name) => ({ name, summary: faultSummary[name] })),
    redis: redis70.version,
    commands: registryOf(redis70)
      .supported()
      .map((name) => name.replace("|", " ")),
  };
  terminal.out(format === "json" ? jsonListing(listing) : textListing(listing));
  return exitCode.held;
}
