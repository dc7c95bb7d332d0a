/** Where Redis comes from in a run. DESIGN.md names more; these are the ones that exist. */
export type BackendName = "model" | "mock" | "lockstep";

export const backendNames = ["model", "mock", "lockstep"] as const satisfies readonly BackendName[];
