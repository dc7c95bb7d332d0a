import {
  contradictionIn,
  duration,
  kernelFaultShapes,
  nodeFaultShapes,
  optionalScenarioFields,
  phaseFields,
  positive,
  surroundingFields,
} from "../scenarioShape.ts";
import {
  flag,
  integer,
  listOf,
  nullOr,
  oneOf,
  part,
  record,
  recordWith,
  tagged,
  text,
  withSense,
  type Shape,
} from "../shape.ts";
import type { BalancerOptions } from "./contract.ts";
import type { StreamBalancerFault, StreamBalancerFaultKind } from "./fault.ts";
import type {
  BalancerStep,
  ScenarioConsumer,
  ScenarioProducer,
  StreamBalancerScenario,
} from "./scenario.ts";

const whole = integer(0, 1_000_000_000);
const some = integer(1, 1_000_000);

const options: Shape<BalancerOptions> = record({
  service: text,
  leaseMs: positive,
  minIdleMs: positive,
  scanIntervalMs: positive,
  jitter: part,
  batch: some,
  retriesMax: whole,
  deadLettersMax: whole,
});

const actor = { name: text, startAtMs: duration };

const worker: Shape<ScenarioConsumer | ScenarioProducer> = tagged<
  ScenarioConsumer | ScenarioProducer
>("role", {
  consumer: record({ role: oneOf("consumer"), ...actor, workMs: duration, claimsExpired: flag }),
  producer: record({ role: oneOf("producer"), ...actor }),
});

const taken = { atMs: duration, by: text };

const step: Shape<BalancerStep> = tagged<BalancerStep>("do", {
  add: record({ ...taken, do: oneOf("add"), name: text, count: some, fails: whole }),
  "add-poison": record({
    ...taken,
    do: oneOf("add-poison"),
    poison: oneOf("no-field", "no-json", "no-name"),
    count: some,
  }),
  shutdown: record({ ...taken, do: oneOf("shutdown"), restartAfterMs: nullOr(duration) }),
  "reset-topology": record({ ...taken, do: oneOf("reset-topology") }),
});

const faults: Readonly<Record<StreamBalancerFaultKind, Shape<StreamBalancerFault>>> = {
  ...kernelFaultShapes,
  "trim-input": record({ fault: oneOf("trim-input"), atMs: duration, length: whole }),
  "lost-group": record({ fault: oneOf("lost-group"), atMs: duration }),
  "mute-notifications": record({ fault: oneOf("mute-notifications"), atMs: duration }),
  ...nodeFaultShapes,
};

/** The shape of a scenario of the stream-balancer contract, as it lies in an artefact. */
export const streamBalancerScenarioShape: Shape<StreamBalancerScenario> = withSense(
  recordWith(
    {
      contract: oneOf("stream-balancer"),
      ...surroundingFields,
      options,
      workers: listOf(worker),
      ...phaseFields,
      steps: listOf(step),
      faults: listOf(tagged("fault", faults)),
    },
    optionalScenarioFields,
  ),
  (scenario) => contradictionIn(scenario) ?? wrongRoleIn(scenario),
);

/** A step that its worker cannot take. Null when there is none. */
function wrongRoleIn({ workers, steps }: StreamBalancerScenario): string | null {
  const roles = new Map(workers.map(({ name, role }) => [name, role]));
  for (const [index, step] of steps.entries()) {
    const role = step.do === "add" || step.do === "add-poison" ? "producer" : "consumer";
    if (roles.get(step.by) !== role)
      return `.steps[${index}].by: got ${JSON.stringify(step.by)}; it should be a ${role}`;
  }
  return null;
}
