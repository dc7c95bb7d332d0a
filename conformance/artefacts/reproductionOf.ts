import { relative, resolve, sep } from "node:path";
import { plainScript } from "../../reports/reproduction/plainScript.ts";
import type { RunStory } from "../../reports/runStory.ts";
import type { RuleSummary } from "../../spec/verdict.ts";
import type { ContractRun } from "../contracts/contract.ts";

/** A plain script for what violated a rule in a run, as it can stand in a folder; or why there is none. */
export function reproductionOf(
  run: ContractRun,
  { id, statement }: Pick<RuleSummary, "id" | "statement">,
  subject: {
    readonly contract: string;
    readonly name: string;
    /** Where it comes from; null when it is built in. */
    readonly module: string | null;
    readonly folder: string;
  },
): RunStory["reproduction"] {
  const lines = run.reproduce(id);
  if (typeof lines === "string") return { why: lines };
  const { contract, name, module, folder } = subject;
  const script = plainScript(
    {
      name,
      module: module === null ? null : importedFrom(folder, module),
      listName: `${contract.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Subjects`,
    },
    { rule: id, statement, lines },
  );
  return { script };
}

/** A module as a script in that folder imports it. */
function importedFrom(folder: string, module: string): string {
  const path = relative(folder, resolve(module)).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
