import { expect, it } from "vitest";
import { textsIn } from "./textsIn.ts";

it.each([
  [
    ["a", 1, null],
    ["a", "1", ""],
  ],
  [
    {
      map: [
        ["field", "value"],
        ["other", "2"],
      ],
    },
    ["field", "value", "other", "2"],
  ],
  [
    ["member", { double: 1.5 }],
    ["member", "1.5"],
  ],
  ["OK", []],
  [null, []],
])("reads %j", (reply, texts) => {
  expect(textsIn(reply)).toEqual(texts);
});

it("refuses what is no text", () => {
  expect(() => textsIn([["nested"]])).toThrow(
    'textsIn: a reply holds ["nested"]; texts and numbers would be right',
  );
});
