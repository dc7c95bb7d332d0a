import type { Step } from "../step.ts";

/** What the stories about functions may have loaded. */
const libraries = ["one", "two", "three", "four", "five", "six"];

/**
 * Deletes libraries one by one where FUNCTION FLUSH would delete all of them after a function was called. Redis 8.0.2
 * frees the client with which functions call commands then, and that is a crash if one of its commands had failed:
 * `FCALL f1 0` of a function that calls GET without a key, then FUNCTION FLUSH.
 */
export function withoutFlushedCalls(steps: readonly Step[]): Step[] {
  let called = false;
  return steps.flatMap((step): Step[] => {
    if (step.kind !== "command") return [step];
    const [name = "", subcommand = ""] = step.argv.map((arg) => arg.toUpperCase());
    called ||= name.startsWith("FCALL");
    if (!called || name !== "FUNCTION" || subcommand !== "FLUSH") return [step];
    return libraries.map((library) => ({ ...step, argv: ["FUNCTION", "DELETE", library] }));
  });
}
