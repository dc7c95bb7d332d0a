import type { RedisVersion } from "../versions/versionProfile.ts";
import { hiddenParameters } from "./hiddenParameters.ts";
import type { ParameterChanges, ParameterFacts, ParameterKind } from "./parameter.ts";
import { parameters70 } from "./parameters70.ts";
import { parameters80 } from "./parameters80.ts";
import { parametersValkey81 } from "./parametersValkey81.ts";

/** A parameter as CONFIG finds it under one of its names. */
export type Parameter = {
  readonly name: string;
  /** The name that its value is kept under, which differs from `name` for an alias. */
  readonly primary: string;
  readonly initial: string;
  readonly kind: ParameterKind;
  readonly hidden: boolean;
};

const changes: Readonly<Record<RedisVersion, ParameterChanges>> = {
  "7.0": { without: [], changed: [] },
  "8.0": parameters80,
  "valkey-8.1": parametersValkey81,
};

const byVersion = new Map<RedisVersion, ReadonlyMap<string, Parameter>>();

/** All parameters of a version by their names, aliases included, in the order of the alphabet. */
export function parametersOf(version: RedisVersion): ReadonlyMap<string, Parameter> {
  let parameters = byVersion.get(version);
  if (parameters === undefined) byVersion.set(version, (parameters = collect(changes[version])));
  return parameters;
}

function collect({ without, changed }: ParameterChanges): ReadonlyMap<string, Parameter> {
  const facts = new Map<string, ParameterFacts>();
  for (const fact of parameters70) if (!without.includes(fact[0])) facts.set(fact[0], fact);
  for (const fact of changed) facts.set(fact[0], fact);
  const parameters: Parameter[] = [];
  const add = ([primary, initial, kind, alias]: ParameterFacts, hidden: boolean): void => {
    parameters.push({ name: primary, primary, initial, kind, hidden });
    if (alias !== undefined) parameters.push({ name: alias, primary, initial, kind, hidden });
  };
  for (const fact of facts.values()) add(fact, false);
  for (const fact of hiddenParameters) add(fact, true);
  return new Map(
    parameters
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((parameter) => [parameter.name, parameter]),
  );
}
