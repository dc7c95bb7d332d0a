import type { Case, CaseStep } from "./caseFile.ts";
import { runSteps, type Difference } from "./runSteps.ts";
import type { Step } from "./step.ts";
import type { TwinsOptions } from "./twins.ts";

/**
 * Asks the real server for its answers to the steps, up to where the sides differ.
 *
 * @param difference what is to be seen in the case: one of the keyspace becomes a question at the end.
 */
export async function recordCase(
  title: string,
  steps: readonly Step[],
  difference: Difference | null,
  twins: TwinsOptions,
): Promise<Case> {
  const asked = [...steps, ...questionsOf(difference)];
  const { heard, firstClientId } = await runSteps(asked, {
    ...twins,
    exact: true,
    onlyRecord: true,
  });
  const recorded = asked.map((step, index): CaseStep => ({ ...step, heard: heard[index] ?? [] }));
  return { title, version: twins.version, firstClientId, steps: recorded };
}

function questionsOf(difference: Difference | null): readonly Step[] {
  if (difference === null || difference.step !== null) return [];
  const db = difference.client.replace("db ", "");
  return [
    { kind: "command", client: "reader", argv: ["SELECT", db] },
    { kind: "command", client: "reader", argv: difference.argv },
  ];
}
