import { redis70 } from "./versions/redis70.ts";

/** The Redis that the model is unless it is told otherwise. */
export const redisVersion: string = redis70.version;
