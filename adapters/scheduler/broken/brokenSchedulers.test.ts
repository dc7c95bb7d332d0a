import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { schedulerRules } from "../../../spec/scheduler/rules/index.ts";
import { brokenSchedulers } from "./brokenSchedulers.ts";

const helpers = ["brokenSchedulers", "searchFirst", "withoutResends"];

it("lists every broken scheduler under the name of its file", () => {
  const files = readdirSync(new URL(".", import.meta.url))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((file) => !helpers.includes(file));
  const names = brokenSchedulers.map(({ name }) => name.replace(/^broken\//, ""));
  expect(names.toSorted()).toEqual(files.toSorted());
});

it("has a scheduler that breaks it for every rule of the contract", () => {
  const broken = new Set(brokenSchedulers.map(({ breaks }) => breaks));
  expect(schedulerRules.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});

it("says of each in the README which rule it violates, how, and where it is tried", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const rows = readme
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim()),
    );
  const listed = brokenSchedulers.map(({ name, breaks, summary, topologies = ["standalone"] }) => [
    `\`${name.replace(/^broken\//, "")}\``,
    breaks,
    summary,
    topologies[0],
  ]);
  expect(rows).toEqual(listed);
});
