import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{spec,sim,adapters,reports,conformance,bench,examples}/**/*.test.ts"],
    maxWorkers: "100%", // vitest would leave a core for itself; many tests only wait for a real server
    // Tests and hooks that hang fail; a slow machine, or one that reads a browser from its disk, does not make one fail.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
  },
});
