import { brokenBalancers } from "./broken/brokenBalancers.ts";
import { publishedBalancer } from "./published/publishedBalancer.ts";
import { referenceBalancer, replicatedReferenceBalancer } from "./reference/referenceBalancer.ts";
import type { StreamBalancerSubject } from "./subject.ts";

/** Every implementation of the stream-balancer contract that can be put on trial, in the order of `npm run list`. */
export const streamBalancerSubjects: readonly StreamBalancerSubject[] = [
  referenceBalancer,
  replicatedReferenceBalancer,
  publishedBalancer,
  ...brokenBalancers,
];
