import { expect, it } from "vitest";
import type { Step } from "../step.ts";
import { withoutFlushedCalls } from "./withoutFlushedCalls.ts";

it("leaves FUNCTION FLUSH as it is until a function was called, and deletes by name then", () => {
  const steps = withoutFlushedCalls([
    said("FUNCTION", "FLUSH"),
    said("fcall", "f1", "0"),
    said("function", "flush", "ASYNC"),
  ]);
  expect(steps.slice(0, 3)).toEqual([
    said("FUNCTION", "FLUSH"),
    said("fcall", "f1", "0"),
    said("FUNCTION", "DELETE", "one"),
  ]);
  expect(steps).toHaveLength(8);
});

function said(...argv: string[]): Step {
  return { kind: "command", client: "a", argv };
}
