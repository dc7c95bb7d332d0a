import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{spec,sim,adapters,reports,conformance,bench,examples}/**/*.test.ts"],
    testTimeout: 120_000, // a test that hangs fails; a slow machine does not make one fail
  },
});
