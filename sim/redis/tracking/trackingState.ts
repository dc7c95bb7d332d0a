import type { Bytes } from "../bytes.ts";

/** What a client that caches asked for with CLIENT TRACKING. */
export type TrackingState = {
  /** Who is told instead; 0 for the client itself. */
  redirect: number;
  /** The client to be told is gone. */
  isBroken: boolean;
  /** Tells of every key with one of the prefixes, rather than of keys that were read. */
  broadcasts: boolean;
  readonly prefixes: Set<Bytes>;
  optIn: boolean;
  optOut: boolean;
  /** Set by CLIENT CACHING for the next command or transaction: to remember its keys, or not to. */
  caching: boolean;
  /** The client does not hear of what it does itself. */
  noLoop: boolean;
};

/** What CLIENT TRACKING ON says, beside prefixes. */
export type TrackingOptions = Pick<
  TrackingState,
  "redirect" | "broadcasts" | "optIn" | "optOut" | "noLoop"
>;
