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
  /** Runs a script whose answer acknowledges what it changed; `SteadyClient.run` where nothing more is declared than that it was received. */
  readonly acknowledged: (
    script: string,
    keys: readonly [string, ...string[]],
    args: readonly string[],
  ) => Promise<unknown>;
  /** The key at which the answer to a new request is remembered; a resend carries the same. */
  readonly newRequest: () => string;
};

/** @param replicas so many must have what is acknowledged */
export function openTools(
  context: SubjectContext,
  options: BalancerOptions,
  keys: BalancerKeys,
  scripts: Readonly<Record<string, string>>,
  replicas: number,
): BalancerTools {
  const life = randomUUID();
  let requests = 0;
  const client = new SteadyClient(context, scripts);
  return {
    context,
    options,
    keys,
    client,
    acknowledged: (script, scriptKeys, args) =>
      replicas === 0
        ? client.run(script, scriptKeys, args)
        : client.runReplicated(script, scriptKeys, args, replicas),
    consumer: context.process,
    instance: `${context.process}/${life.slice(0, 8)}`,
    newRequest: () => `${keys.memory}${life}:${++requests}`,
  };
}
