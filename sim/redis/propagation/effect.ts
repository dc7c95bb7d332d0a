import type { Bytes } from "../bytes.ts";

/** One command as replicas and the append-only file get it, in the database that it is for. */
export type Effect = {
  readonly db: number;
  /** Not empty. As the client spelled it, unless Redis writes another command in its place. */
  readonly argv: readonly Bytes[];
};
