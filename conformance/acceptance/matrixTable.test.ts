import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contracts } from "../contracts/index.ts";
import { matrixContracts } from "./matrixContracts.ts";
import { matrixTable } from "./matrixTable.ts";

it("says of each rule where it held and where it was violated, in how many runs, and who breaks it on purpose", () => {
  const contract = {
    name: "scheduler",
    rules: ["SC-1", "SC-2"],
    subjects: ["reference", "library"],
    broken: [{ subject: "broken/early", breaks: "SC-1" }],
  };
  const measured = [
    { subject: "reference", backend: "model", verdict: "held", held: 100, violated: 0 },
    { subject: "reference", backend: "live", verdict: "held", held: 1, violated: 0 },
    { subject: "library", backend: "model", verdict: "violated", held: 97, violated: 3 },
    { subject: "library", backend: "mock", verdict: "untested", held: 0, violated: 0 },
  ] as const;
  const table = matrixTable(
    contract,
    measured.map(({ subject, backend, ...counts }) => ({
      contract: "scheduler",
      subject,
      backend,
      rules: [{ rule: "SC-1", ...counts }],
    })),
  );
  expect(table.split("\n")).toEqual([
    "| rule | `reference`       | `library`                    | caught when broken |",
    "| ---- | ----------------- | ---------------------------- | ------------------ |",
    "| SC-1 | model 100, live 1 | **violated**: model 3 of 100 | `early`            |",
    "| SC-2 |                   |                              |                    |",
  ]);
});

describe("the matrix in README.md", () => {
  const page = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const section = page.split("<!-- matrix -->")[1]?.split("<!-- /matrix -->")[0] ?? "";

  it.each(matrixContracts)(
    "has all rules and subjects of $name, and whoever breaks them; if not, run `npm run acceptance -- matrix`",
    ({ name, rules, subjects, broken }) => {
      const [, table = ""] = section.split(`**${name}**`);
      const own = table.split("\n**")[0]!.trim().split("\n");
      const cells = own.map((line) =>
        line
          .split("|")
          .map((cell) => cell.trim())
          .slice(1, -1),
      );
      const [head = [], , ...rows] = cells;
      expect(head).toEqual(["rule", ...subjects.map((it) => `\`${it}\``), "caught when broken"]);
      expect(rows.map(([rule]) => rule)).toEqual(rules);
      const named = rows.flatMap((row) => (row.at(-1) ?? "").match(/[^`, ]+/g) ?? []);
      expect(named.toSorted()).toEqual(
        broken.map(({ subject }) => subject.replace("broken/", "")).toSorted(),
      );
    },
  );

  it("names no rule that a reference violates, and most that it holds on the model", () => {
    for (const { name, reference } of contracts) {
      const [, table = ""] = section.split(`**${name}**`);
      const [head = "", , ...rows] = table.split("\n**")[0]!.trim().split("\n");
      const column = head.split("|").findIndex((cell) => cell.trim() === `\`${reference}\``);
      const cells = rows.map((row) => row.split("|")[column] ?? "");
      expect(cells.filter((cell) => cell.includes("violated"))).toEqual([]);
      expect(cells.filter((cell) => cell.includes("model")).length).toBeGreaterThan(
        rows.length / 2,
      );
    }
  });
});
