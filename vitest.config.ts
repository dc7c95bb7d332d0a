import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

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
    include: ["{spec,sim,adapters,reports,conformance,bench,examples}/**/*.test.ts"],
    maxWorkers: "100%", // vitest would leave a core for itself; many tests only wait for a real server
    // Tests and hooks that hang fail; a slow machine, or one that reads a browser from its disk, does not make one fail.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
  },
});
