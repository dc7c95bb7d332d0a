import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { streamBalancerRules } from "../../../spec/streamBalancer/rules/index.ts";
import { brokenBalancers } from "./brokenBalancers.ts";

const helpers = ["brokenBalancers", "recoverInSteps"];

it("lists every broken balancer under the name of its file", () => {
  const files = readdirSync(new URL(".", import.meta.url))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((file) => !helpers.includes(file));
  const names = brokenBalancers.map(({ name }) => name.replace(/^broken\//, ""));
  expect(names.toSorted()).toEqual(files.toSorted());
});

it("has a balancer that breaks it for every rule of the contract", () => {
  const broken = new Set(brokenBalancers.map(({ breaks }) => breaks));
  expect(streamBalancerRules.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});

it("says of each in the README which rule it violates, how, and where it is tried", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const [table = ""] = readme.split("## Shown by real servers");
  const rows = table
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim()),
    );
  const listed = brokenBalancers.map(({ name, breaks, summary, topologies = ["standalone"] }) => [
    `\`${name.replace(/^broken\//, "")}\``,
    breaks,
    summary,
    topologies[0],
  ]);
  expect(rows).toEqual(listed);
});
