import { expect, it } from "vitest";
import { generateSteps, generatorFamilies } from "./index.ts";

const namesIn = (options: Parameters<typeof generateSteps>[0]): ReadonlySet<string> =>
  new Set(
    generateSteps(options).flatMap((step) =>
      step.kind === "command" ? [(step.argv[0] ?? "").toUpperCase()] : [],
    ),
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

it.each([
  ["7.0", "GETEX"],
  ["8.0", "HGETEX"],
  ["valkey-8.1", "GETEX"],
] as const)("knows the commands of %s, such as %s", (version, name) => {
  expect(namesIn({ seed: 1, commands: 5000, version })).toContain(name);
});
