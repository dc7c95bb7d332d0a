import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { keysShareASlot as rule } from "./keysShareASlot.ts";

it("holds when each operation stays within one slot, whichever that is", () => {
  const run = writeTrial();
  run.claimNothing("w1", { slots: [17] });
  run.claimNothing("w1", { slots: [4_711] });
  run.claimNothing("w1", { slots: [] });
  expect(rule.check(run.end())).toEqual([]);
});

it("names the slots of an operation whose keys are scattered", () => {
  const run = writeTrial();
  run.claimNothing("w1", { slots: [8_931, 13_443] });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the claim of w1 at 0 ms named keys in 2 slots: 8931, 13443",
        "events": [
          1,
          2,
        ],
      },
    ]
  `);
});
