import type { Rule } from "../rule.ts";
import type { StreamBalancerAnalysis } from "./analyse.ts";

/** A rule of the stream-balancer contract. It is asked about the analysis of a trial, not about the bare trial. */
export type StreamBalancerRule = Rule<StreamBalancerAnalysis>;
