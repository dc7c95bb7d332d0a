import type { LiveProgram } from "../live/liveProgram.ts";

export const liveBalancerWorker: LiveProgram = async () => {};
