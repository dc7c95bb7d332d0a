import type { Step } from "../step.ts";
import type { World } from "./world.ts";

/** A kind of story: some steps that belong together. It leaves no client inside a transaction, waiting or silenced. */
export type Family = {
  readonly name: string;
  readonly episode: (world: World) => Step[];
};
