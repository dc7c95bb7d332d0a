import { worldSpans } from "../../reports/world/worldSpans.ts";
import type { Subject } from "../../adapters/subject.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { Contract, ContractDefinition } from "./contract.ts";

/** Erases the types of a contract. In their place its name is checked, which scenarios and subjects carry. */
export function defineContract<
  OwnScenario extends Scenario,
  OwnSubject extends Subject,
  Event extends { readonly at: number },
>(definition: ContractDefinition<OwnScenario, OwnSubject, Event>): Contract {
  const { name } = definition;
  const isOwnScenario = (scenario: Scenario): scenario is OwnScenario => scenario.contract === name;
  const isOwnSubject = (subject: Subject): subject is OwnSubject => subject.contract === name;
  const own = (scenario: Scenario): OwnScenario => {
    if (isOwnScenario(scenario)) return scenario;
    throw foreign(name, "a scenario", scenario.contract);
  };
  const ownSubject = (subject: Subject): OwnSubject => {
    if (isOwnSubject(subject)) return subject;
    throw foreign(name, `the subject ${subject.name}`, subject.contract);
  };
  return {
    ...definition,
    backendsOf: (subject) => definition.backendsOf?.(ownSubject(subject)) ?? definition.backends,
    partsOf: (scenario) => definition.partsOf(own(scenario)),
    withParts: (scenario, positions) => definition.withParts(own(scenario), positions),
    withoutWorker: (scenario, worker) => definition.withoutWorker(own(scenario), worker),
    simplerScenarios: (scenario) => definition.simplerScenarios(own(scenario)),
    draw: (seed, subject, options) => definition.draw(seed, ownSubject(subject), options),
    async run({ scenario, subject, ...options }) {
      const run = await definition.run({
        ...options,
        scenario: own(scenario),
        subject: ownSubject(subject),
      });
      const tell = (violation: Parameters<typeof definition.tellHistory>[1]) =>
        definition.tellHistory(run.history, violation, run.startMs);
      const spans = () =>
        definition.tellSpans?.(run.history, run.startMs) ?? worldSpans(run.history, run.startMs);
      const reproduce = (rule: string): readonly string[] | string =>
        definition.reproduce?.(ownSubject(subject), own(scenario), rule) ??
        `for the contract ${name} nobody has written down what hits ${rule} by itself`;
      return { ...run, tell, spans, reproduce };
    },
  };
}

const foreign = (name: string, what: string, contract: string): Error =>
  new Error(`the contract ${name}: got ${what} of ${contract}; give one of its own`);
