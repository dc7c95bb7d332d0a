/** Where Redis comes from in a run: DESIGN.md, section 4. */
export type BackendName = "model" | "mock" | "lockstep" | "live";

export const backendNames = [
  "model",
  "mock",
  "lockstep",
  "live",
] as const satisfies readonly BackendName[];
