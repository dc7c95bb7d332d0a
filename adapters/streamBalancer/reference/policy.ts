import type { BalancerOptions } from "../../../spec/streamBalancer/contract.ts";
import type { NodeAddress } from "../../clients/redisClient.ts";
import { limits } from "./limits.ts";
import { type LeaseToken, fenceIn } from "./token.ts";

/** What a consumer decides without asking Redis. A broken balancer decides one of them differently. */
export const referencePolicy = {
  /**
   * The id after which a group delivers that is made, for the first time or again. The whole stream: what is done is
   * deleted, so that all that is in it is still to be done.
   */
  groupStart: (_isAgain: boolean): string => "0",
  /** Whether a consumer that starts asks for what it was given in its life before. */
  asksForItsOwnFirst: true,
  /** How long a read waits for new entries. */
  blockMs: limits.blockMs as number,
  /** How long its answer may take after that, until the connection is given up. */
  readAnswerMs: limits.answerMs as number,
  /** How long to wait after so many failed reads in a row, at most as long as a scan waits for the next; null: it gives up. */
  readAgainAfterMs: (errors: number, { scanIntervalMs }: BalancerOptions): number | null =>
    Math.min(
      limits.retryMs.min * 2 ** Math.min(errors - 1, 10),
      limits.retryMs.max,
      scanIntervalMs,
    ),
  /** What becomes of an entry that nobody can read: a dead letter, nothing, or the reader stops. */
  poison: "bury" as "bury" | "drop" | "stop",
  /** When the first scan begins after the start: consumers that start together scan at different times. */
  firstScanMs: ({ scanIntervalMs, jitter }: BalancerOptions): number =>
    Math.random() * jitter * scanIntervalMs,
  /** From the end of a scan to the next. */
  nextScanMs: ({ scanIntervalMs, jitter }: BalancerOptions): number =>
    scanIntervalMs * (1 + Math.random() * jitter),
  /** Where a scan goes on after its page; null: it ends there. */
  pageAfter: (lastId: string): string | null => `(${lastId}`,
  /** Until when a lease holds by the owner's clock that was asked for at this time. */
  deadline: (askedAtMs: number, leaseMs: number): number =>
    askedAtMs + leaseMs * (1 - limits.driftPart),
  /** The proof of ownership that its consumer is given; null: none. */
  fence: (token: LeaseToken): string | null => fenceIn(token),
  /** Whether a consumer that lost a lease tries to take what is still pending with it. */
  takesAgain: true,
  /** Whether an ownership is forgotten when a call is to end it, and not when the call has. */
  forgetsBeforeItEnds: false,
  /** To which masters it subscribes. */
  mastersToWatch: (masters: readonly NodeAddress[]): readonly NodeAddress[] => masters,
  /** Whether it looks for other masters by itself. */
  looksForMasters: true,
  /** Whether it subscribes anew where the connection was lost, and when it is told to. */
  subscribesAgain: true,
} as const;

type Widened<Value> = Value extends boolean ? boolean : Value;

export type BalancerPolicy = {
  readonly [Decision in keyof typeof referencePolicy]: Widened<(typeof referencePolicy)[Decision]>;
};
