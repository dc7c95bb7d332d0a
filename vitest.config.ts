import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const folders = "{spec,sim,adapters,reports,conformance,bench,examples}";
/** Rules, reports and the model's commands keep nothing between tests, so many files are run in one process, as one program. */
const pure = ["{spec,reports}/**/*.test.ts", "sim/redis/**/*.test.ts"];
const withOthers = "**/*.{redis,docker,chromium}.test.ts";

/** What waits for real servers begins first, and what computes fills the time. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification): boolean => /\.redis\.test/.test(moduleId);
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  // The examples import the package by its name, as in the project of whoever copies them.
  resolve: {
    alias: [
      {
        find: /^claimcheck$/,
        replacement: fileURLToPath(new URL("conformance/claimcheck.ts", import.meta.url)),
      },
    ],
  },
  test: {
    maxWorkers: "150%", // many tests only wait for a real server
    sequence: { sequencer: WaitingFirst },
    // Tests and hooks that hang fail; a slow machine, or one that reads a browser from its disk, does not make one fail.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: "pure", include: pure, exclude: [withOthers], isolate: false },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: [`${folders}/**/*.test.ts`],
          exclude: pure.map((path) =>
            path.replace("*.test", "!(*.redis|*.docker|*.chromium).test"),
          ),
        },
      },
    ],
  },
});
