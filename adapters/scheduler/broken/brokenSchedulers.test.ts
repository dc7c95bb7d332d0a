import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { schedulerRules } from "../../../spec/scheduler/rules/index.ts";
import { brokenSchedulers } from "./brokenSchedulers.ts";

const helpers = ["altered", "brokenSchedulers", "searchFirst", "withoutResends"];

it("lists every broken scheduler under the name of its file", () => {
  const files = readdirSync(new URL(".", import.meta.url))
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((file) => !helpers.includes(file));
  const names = brokenSchedulers.map(({ name }) => name.replace(/^broken\//, ""));
  expect(names.toSorted()).toEqual(files.toSorted());
});

it("has a scheduler that breaks it for every rule of the contract", () => {
  const broken = new Set(brokenSchedulers.map(({ breaks }) => breaks));
  expect(schedulerRules.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});
