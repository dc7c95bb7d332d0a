import { describe, expect, it } from "vitest";
import { importsIn, sourceFilesOf, targetOf, textOf } from "./sourceFiles.ts";

/** What each layer may import. A layer that is not listed here does not exist; bench/ lies above all of them. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  sim: ["spec"],
  adapters: ["spec", "sim"],
  reports: ["spec"],
  conformance: ["spec", "sim", "adapters", "reports"],
};

describe.each(Object.entries(mayImport))("%s", (layer, lower) => {
  const paths = sourceFilesOf(layer);

  it("has sources", () => {
    expect(paths).not.toEqual([]);
  });

  it(`imports nothing but ${["itself", ...lower].join(", ")}`, () => {
    const forbidden = paths.flatMap((path) =>
      relativeImportsOf(path)
        .map((specifier) => targetOf(path, specifier))
        .filter((target) => ![layer, ...lower].some((folder) => target.startsWith(`${folder}/`)))
        .map((target) => `${path} reaches into ${target}`),
    );
    expect(forbidden).toEqual([]);
  });
});

it("sees every way to import, or it would prove nothing", () => {
  const text = [
    'import { a } from "./a.ts";',
    'import type { B } from "../b.ts";',
    "import {",
    "  c,",
    '} from "./c.ts";',
    'import * as d from "./d.ts";',
    'import "./e.ts";',
    'export { f } from "./f.ts";',
    'export * from "./g.ts";',
    'const h = await import("./h.ts");',
    'let i: typeof import("./i.ts");',
    'export const j = { from: "./not/an/import.ts" };',
  ].join("\n");

  const files = importsIn(text).map(({ specifier }) => specifier.split("/").at(-1));
  expect(files.join(" ")).toBe("a.ts b.ts c.ts d.ts e.ts f.ts g.ts h.ts i.ts");
  expect(targetOf("sim/kernel/clock.ts", "../../spec/rule.ts")).toBe("spec/rule.ts");
});

const relativeImportsOf = (path: string): readonly string[] =>
  importsIn(textOf(path))
    .map(({ specifier }) => specifier)
    .filter((specifier) => specifier.startsWith("."));
