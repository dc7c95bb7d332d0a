import { randomUUID } from "node:crypto";
import type { BalancerOptions } from "../../../spec/streamBalancer/contract.ts";
import type { SubjectContext } from "../../subject.ts";
import type { BalancerKeys } from "./keys.ts";
import { SteadyClient } from "./steadyClient.ts";

/** What the operations of one consumer work with. */
export type BalancerTools = {
  readonly context: SubjectContext;
  readonly options: BalancerOptions;
  readonly keys: BalancerKeys;
  readonly client: SteadyClient;
  /** Its name in the group, which it has again after a restart. */
  readonly consumer: string;
  /** This life of it: the name and something that no other life has. */
  readonly instance: string;
  /** The key at which the answer to a new request is remembered; a resend carries the same. */
  readonly newRequest: () => string;
};

export function openTools(
  context: SubjectContext,
  options: BalancerOptions,
  keys: BalancerKeys,
  scripts: Readonly<Record<string, string>>,
): BalancerTools {
  const life = randomUUID();
  let requests = 0;
  return {
    context,
    options,
    keys,
    client: new SteadyClient(context, scripts),
    consumer: context.process,
    instance: `${context.process}/${life.slice(0, 8)}`,
    newRequest: () => `${keys.memory}${life}:${++requests}`,
  };
}
