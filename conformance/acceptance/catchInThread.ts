import { join } from "node:path";
import type { FoundViolation } from "../../spec/result.ts";
import type { SeedRange } from "../arguments/parseSeeds.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { planSweep } from "../sweep/planSweep.ts";
import { sweepSubject } from "../sweep/sweepSubject.ts";
import { silentTerminal } from "./silentTerminal.ts";

/** A search as it is sent to a thread: subjects are code and cross by their name. */
export type CatchTask = {
  readonly contract: string;
  readonly subject: string;
  /** The rule that it breaks. */
  readonly rule: string;
  readonly seeds: SeedRange;
  /** Where its artefact goes. */
  readonly folder: string;
};

/** The first seed that violates the rule, made small and saved; null when there is none. Runs in a thread of its own. */
export default async function catchInThread({
  contract,
  subject: name,
  rule,
  seeds,
  folder,
}: CatchTask): Promise<FoundViolation | null> {
  const subject = findSubject(name, contract);
  const sweep = planSweep(
    { ...asked, seeds: { ...seeds, forMs: null }, reportFolder: join(folder, contract, name) },
    subject,
  );
  const { violations } = await sweepSubject({ ...sweep, stopAtRule: rule }, silentTerminal);
  return violations.find((violation) => violation.rule === rule) ?? null;
}

const asked = {
  backend: "model",
  shard: null,
  topology: null,
  faults: null,
  strategy: null,
  base: null,
  jobs: 1,
  checkDeterminism: false,
  shrink: true,
  redisVersion: "7.0",
} as const;
