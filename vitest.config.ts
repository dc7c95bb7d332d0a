import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const folders = "{spec,sim,adapters,reports,conformance,bench,examples}";
/**
 * What ends processes, looks at those of the machine or at its own, or takes an engine or a browser for itself. All else puts back what it replaces and
 * ends what it starts: many files are run in one process, which compiles once what they share.
 */
const alone = [
  "conformance/{cluster,commands,live,merge,serve}/**/*.test.ts",
  "conformance/cli.test.ts",
  "**/{badServers,blame}.redis.test.ts",
  "**/*.{docker,chromium}.test.ts",
];

/** What mostly waits: elections of real clusters, and containers on the wall clock, which want a machine that is at rest. */
const waitsLong = /\/(?:failoverOn\w+\.redis|live\.docker)\.test/;
/** What waits for real servers at times. */
const waits = /\.(?:redis|docker)\.test/;

/** What waits longest begins first, and what computes fills the time. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number =>
      waitsLong.test(moduleId) ? 0 : waits.test(moduleId) ? 1 : 2;
    return [0, 1, 2].flatMap((each) => sorted.filter((file) => rank(file) === each));
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
    // Some only wait for real servers. (Vitest takes "150%" for 100 %.)
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: WaitingFirst },
    // Tests and hooks that hang fail; a slow machine, or one that reads a browser from its disk, does not make one fail.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          include: [`${folders}/**/*.test.ts`],
          exclude: alone,
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: "alone", include: alone },
      },
    ],
  },
});
