import { jsonListing } from "../../reports/jsonListing.ts";
import { textListing, type Listing } from "../../reports/textListing.ts";
import { registryOf } from "../../sim/redis/commands/index.ts";
import { profileOf } from "../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { knownName } from "../arguments/knownName.ts";
import { contracts } from "../contracts/index.ts";
import { exitCode } from "../exitCode.ts";
import type { Terminal } from "../terminal.ts";

export type ListFormat = "text" | "json";

export type ListOptions = {
  readonly format: ListFormat;
  readonly redisVersion: RedisVersion;
  /** Only what belongs to this contract; null: to all. */
  readonly contract: string | null;
};

/** Names everything that the other commands take, from the same declarations that they read. */
export async function list(
  { format, redisVersion, contract: chosen }: ListOptions,
  terminal: Terminal,
): Promise<number> {
  const profile = profileOf(redisVersion);
  const asked =
    chosen === null ? contracts : [knownName("contract", chosen, contracts, ({ name }) => name)];
  const listing: Listing = {
    contracts: asked.map(({ name }) => name),
    subjects: asked.flatMap(({ subjects }) =>
      subjects.map(({ contract, name, summary, breaks, capabilities }) => ({
        contract,
        name,
        summary,
        breaks: breaks ?? null,
        capabilities: [...capabilities],
      })),
    ),
    rules: asked.flatMap(({ name: contract, rules }) =>
      rules.map(({ id, level, statement, needs }) => ({ contract, id, level, statement, needs })),
    ),
    faults: asked.flatMap(({ name: contract, faultKinds, faultSummary }) =>
      faultKinds.map((name) => ({ contract, name, summary: faultSummary[name] ?? "" })),
    ),
    redis: profile.release,
    commands: registryOf(profile)
      .supported()
      .map((name) => name.replace("|", " ")),
  };
  terminal.out(format === "json" ? jsonListing(listing) : textListing(listing));
  return exitCode.held;
}
