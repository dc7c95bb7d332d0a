/** Where Redis comes from in a run. DESIGN.md names more; these are the ones that exist. */
export type BackendName = "model" | "mock";

export const backendNames = ["model", "mock"] as const satisfies readonly BackendName[];
