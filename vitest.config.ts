import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{spec,sim,adapters,reports,conformance,bench,examples}/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
