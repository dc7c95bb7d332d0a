import { expect, it } from "vitest";
import { schedulerFaultKinds } from "../../spec/scheduler/fault.ts";
import { parseFaults } from "./parseFaults.ts";

it("reads all, none, and a list in any order, with repeats", () => {
  expect(parseFaults("all", schedulerFaultKinds)).toEqual(schedulerFaultKinds);
  expect(parseFaults("none", schedulerFaultKinds)).toEqual([]);
  expect(parseFaults("lose-reply, crash,crash", schedulerFaultKinds)).toEqual([
    "crash",
    "lose-reply",
  ]);
});

it.each([
  ["lose-replys", '"lose-replys"; did you mean "lose-reply"?'],
  ["earthquake", '"earthquake"; see npm run list for all 37'],
  ["crash,", 'got "crash,"; give all, none, or kinds separated by commas'],
  ["", 'got ""; give all, none, or kinds'],
  ["all,crash", '"all" and "none" stand alone'],
])("refuses %j", (text, message) => {
  expect(() => parseFaults(text, schedulerFaultKinds)).toThrow(message);
});
