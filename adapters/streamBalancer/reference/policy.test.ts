import { expect, it } from "vitest";
import { defaultBalancerOptions } from "../../../spec/streamBalancer/contract.ts";
import { referencePolicy } from "./policy.ts";

it("reads again after an error later each time, but no later than a scan would come", () => {
  const waits = (scanIntervalMs: number) =>
    [1, 2, 3, 4, 100].map((errors) =>
      referencePolicy.readAgainAfterMs(errors, { ...defaultBalancerOptions, scanIntervalMs }),
    );
  expect(waits(60_000)).toEqual([100, 200, 400, 800, 5_000]);
  expect(waits(500)).toEqual([100, 200, 400, 500, 500]);
});
