import type { Bytes } from "../../sim/redis/bytes.ts";
import type { ChangedFacts } from "./liveTrial.ts";

/** One request of a client, or one transaction, with all that its scripts have called. */
export type ExecutedRequest = {
  readonly node: string;
  /**
   * When it was done. A server tells of a script before it runs it, and of all else afterwards (Redis 7.0.15, evalShaCommand): one
   * that had to wait for the processor in between has looked at its clock later than its own line says.
   */
  readonly atUs: number;
  readonly port: number;
  readonly argv: readonly Bytes[];
  /** How much it has changed, as the server counts; 0 when nothing. */
  readonly changes: number;
  /** The things of which something else is to be told since. */
  readonly states: ChangedFacts;
  /** Whose doing it is although no client asked for it: what a server gives to those that wait. */
  readonly by?: string;
  /** It was carried out by a node that had been replaced. */
  readonly isAside: boolean;
};
