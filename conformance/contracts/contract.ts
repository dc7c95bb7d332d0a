import type { Subject } from "../../adapters/subject.ts";
import type { TimelineEntry, TimelineSpan } from "../../reports/timeline.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { Rule, Violation } from "../../spec/rule.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { Shape } from "../../spec/shape.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { ScenarioRun, ScenarioRunOptions } from "../scenario/scenarioRun.ts";
import type { ExpectedField } from "./expectedField.ts";

/** A rule as lists and reports need it: all but its checker. */
type RuleFacts = Omit<Rule<never>, "check">;

/** What a seed may draw, besides what the subject says it can do. */
export type DrawOptions = {
  /** Kinds that may occur; the seed picks among them. */
  readonly faults: readonly string[];
  readonly topology: TopologyKind;
};

/** A scenario as a seed draws it. */
export type DrawnScenario<OwnScenario extends Scenario = Scenario> = {
  readonly scenario: OwnScenario;
  /** The swarm configuration in words, a line each; printed before the run. */
  readonly summary: readonly string[];
};

/** A thing that a scenario can be told without: a call, a fault. Null: it was there before the run began. */
export type ScenarioPart = { readonly atMs: number | null };

/** How scenarios of a contract are made smaller. All of it works on plain scenarios, wherever they come from. */
type Shrinking<OwnScenario extends Scenario> = {
  /** What a reader has to follow, in an order of the contract's own. */
  readonly partsOf: (scenario: OwnScenario) => readonly ScenarioPart[];
  /** The same scenario with the parts at these positions of `partsOf`, ascending, and no others. */
  readonly withParts: (scenario: OwnScenario, positions: readonly number[]) => OwnScenario;
  /** The same scenario without one of several workers; what it was to do is done by another, or by nobody. */
  readonly withoutWorker: (scenario: OwnScenario, name: string) => OwnScenario;
  /** Scenarios that say the same with less, each different in one place, the most promising first. */
  readonly simplerScenarios: (scenario: OwnScenario) => Iterable<OwnScenario>;
};

/** What is the same whether or not the types of a contract are known. */
type ContractFacts = {
  /** As it is given to `--contract`, and as subjects, scenarios and artefacts name it. */
  readonly name: string;
  readonly rules: readonly RuleFacts[];
  /** Every kind of fault that may strike, in the order in which they are listed to people. */
  readonly faultKinds: readonly string[];
  /** What each kind does, for people who choose some. */
  readonly faultSummary: Readonly<Record<string, string>>;
  /**
   * Kinds that happen every day. Of the runs that are enumerated every second one has some, so that what others do then is
   * enumerated as well; none unless it is said.
   */
  readonly everydayFaults?: readonly string[];
  /** Its subjects may go on without end, so its runs are in a thread of their own, where nobody can watch the world. */
  readonly ownThread?: true;
  /** Where its scenarios can be run. */
  readonly backends: readonly BackendName[];
  /** The subject that is judged unless one is named. */
  readonly reference: string;
  /** A broken subject that shows early, wherever it is put, and the faults that it shows under. */
  readonly canary: { readonly subject: string; readonly faults: readonly string[] };
  /** What a subject may declare to be able to. */
  readonly capabilities: readonly string[];
  /** What a subject of somebody's module must have besides what all subjects have. */
  readonly subjectFields: readonly ExpectedField[];
};

/**
 * What a contract is to the harness: one file `conformance/NAME/NAMEContract.ts` holds it. README.md says how to add one.
 *
 * @typeParam Event what its histories consist of
 */
export type ContractDefinition<
  OwnScenario extends Scenario,
  OwnSubject extends Subject,
  Event extends { readonly at: number },
> = ContractFacts &
  Shrinking<OwnScenario> & {
    readonly subjects: readonly OwnSubject[];
    /** Where a subject can be run, of all backends of the contract; on all of them unless it is said. */
    readonly backendsOf?: (subject: OwnSubject) => readonly BackendName[];
    /** The shape of a scenario in an artefact, with what contradicts itself (`withSense`). */
    readonly scenarioShape: Shape<OwnScenario>;
    /** The scenario of a seed: the configuration first, then a scenario within it. */
    readonly draw: (
      seed: number,
      subject: OwnSubject,
      options: DrawOptions,
    ) => DrawnScenario<OwnScenario>;
    /** Runs a scenario in a world of its own and judges what happened. */
    readonly run: (
      options: ScenarioRunOptions<OwnScenario, OwnSubject>,
    ) => Promise<ScenarioRun<Event>>;
    /** The history around one violation, told to a person. */
    readonly tellHistory: (
      history: readonly Event[],
      violation: Violation,
      startMs: number,
    ) => readonly TimelineEntry[];
    /**
     * The lines of a plain script that hits what violated a rule, with nothing of the simulation (`reports/reproduction`);
     * a text is why there is none.
     */
    readonly reproduce?: (
      subject: OwnSubject,
      scenario: OwnScenario,
      rule: string,
    ) => readonly string[] | string;
    /** What lasts in a history; what befell processes and nodes, unless it is more. */
    readonly tellSpans?: (history: readonly Event[], startMs: number) => readonly TimelineSpan[];
  };

/** A run whose history can be told without knowing what it consists of. */
export type ContractRun = ScenarioRun & {
  readonly tell: (violation: Violation) => readonly TimelineEntry[];
  readonly spans: () => readonly TimelineSpan[];
  /** The lines of a plain script that hits what violated a rule; a text is why there is none. */
  readonly reproduce: (rule: string) => readonly string[] | string;
};

/**
 * A contract as sweeps, artefacts and commands see it: what is its own goes through them unseen. It takes scenarios and
 * subjects of its own only, and throws when it is handed another's.
 */
export type Contract = ContractFacts &
  Shrinking<Scenario> & {
    readonly subjects: readonly Subject[];
    readonly backendsOf: (subject: Subject) => readonly BackendName[];
    readonly scenarioShape: Shape<Scenario>;
    readonly draw: (seed: number, subject: Subject, options: DrawOptions) => DrawnScenario;
    readonly run: (options: ScenarioRunOptions) => Promise<ContractRun>;
  };
