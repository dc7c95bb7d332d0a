import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{spec,sim,adapters,reports,conformance,bench,examples}/**/*.test.ts"],
    maxWorkers: "100%", // vitest would leave a core for itself; many tests only wait for a real server
    testTimeout: 120_000, // a test that hangs fails; a slow machine does not make one fail
  },
});
