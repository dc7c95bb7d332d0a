/** How a sweep can be told, as `--format` takes it. */
export type SweepFormat = "text" | "json" | "junit" | "markdown" | "github";

/** In the order in which they are listed to people. */
export const sweepFormats: readonly SweepFormat[] = ["text", "json", "junit", "markdown", "github"];
