import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subject } from "../../adapters/subject.ts";
import type { FoundViolation } from "../../spec/result.ts";
import type { CatchTask } from "./catchInThread.ts";
import { catchingSeedOf } from "./catchingSeedOf.ts";
import { seedsMaxOf } from "./seedsMaxOf.ts";
import { inThread } from "./threads.ts";

/** What became of the search for a broken subject's defect. */
export type Catch = {
  /** The rule that the subject breaks. */
  readonly rule: string;
  /** Such as "seed 12", or "seeds 1..200". */
  readonly seeds: string;
  /** What violated that rule first, made small; null when nothing did. */
  readonly found: FoundViolation | null;
};

const caught = new Map<Subject, Promise<Catch>>();
let folder: string | null = null;

/**
 * Looks for a broken subject's defect, once in a process: from seed 1 on in full, else on the seed of the table, which is the
 * first that showed it. What is found stays until the process ends.
 */
export function catchBroken(subject: Subject, isFull: boolean): Promise<Catch> {
  const known = caught.get(subject) ?? search(subject, isFull);
  caught.set(subject, known);
  return known;
}

async function search(subject: Subject, isFull: boolean): Promise<Catch> {
  const { contract, name, breaks: rule = "" } = subject;
  const first = isFull ? undefined : catchingSeedOf(subject);
  const seeds = { from: first ?? 1, to: first ?? seedsMaxOf(subject) };
  const task: CatchTask = { contract, subject: name, rule, seeds, folder: reportFolder() };
  const found = await inThread<FoundViolation | null>("catchInThread", task);
  const told = first === undefined ? `seeds 1..${seeds.to}` : `seed ${first}`;
  return { rule, seeds: told, found };
}

function reportFolder(): string {
  if (folder !== null) return folder;
  const made = mkdtempSync(join(tmpdir(), "claimcheck-acceptance-"));
  process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}
