import { expect, it } from "vitest";
import { grammarOf } from "./grammar.ts";
import { generateSteps, generatorFamilies } from "./index.ts";
import { leftOut } from "./leftOut.ts";

const namesIn = (options: Parameters<typeof generateSteps>[0]): ReadonlySet<string> =>
  new Set(
    generateSteps(options).flatMap((step) => {
      if (step.kind !== "command") return [];
      const [name = "", subcommand = ""] = step.argv.map((word) => word.toUpperCase());
      return [name, `${name}|${subcommand}`];
    }),
  );

it("draws the same steps from the same seed, and others from another", () => {
  const options = { seed: 7, commands: 2000 };
  expect(generateSteps(options)).toEqual(generateSteps(options));
  expect(generateSteps({ ...options, seed: 8 })).not.toEqual(generateSteps(options));
});

it.each(generatorFamilies)("writes %s as bytes only", (family) => {
  const steps = generateSteps({ seed: 1, commands: 500, families: [family] });
  const texts = steps.flatMap((step) =>
    step.kind === "command" ? step.argv : step.kind === "bytes" ? [step.bytes] : [],
  );
  expect(texts.filter((text) => /[^\0-\xff]/u.test(text))).toEqual([]);
});

it("refuses a family that it does not know", () => {
  expect(() => generateSteps({ seed: 1, commands: 1, families: ["none"] })).toThrow(
    "generateSteps: family none; one of strings, ",
  );
});

it.each(["7.0", "8.0", "valkey-8.1"] as const)(
  "tells of every command of %s but those that are left out",
  (version) => {
    // In sequences as short as those of a run: what a command may do to the server can forbid others after it.
    const told = Array.from({ length: 240 }, (_, seed) =>
      namesIn({ seed, commands: 500, version }),
    );
    const isTold = (name: string): boolean => told.some((names) => names.has(name));
    const untold = [...grammarOf(version).keys()].filter((name) => !isTold(name));
    expect(untold.filter((name) => !leftOut.has(name))).toEqual([]);
  },
);

it("leaves out nothing that it tells", () => {
  const told = namesIn({ seed: 2, commands: 40_000, version: "valkey-8.1" });
  expect([...leftOut.keys()].filter((name) => told.has(name) && name !== "PFSELFTEST")).toEqual([]);
});
