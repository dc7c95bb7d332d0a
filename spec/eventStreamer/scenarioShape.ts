import {
  contradictionIn,
  duration,
  kernelFaultShapes,
  nodeFaultShapes,
  optionalScenarioFields,
  phaseFields,
  surroundingFields,
} from "../scenarioShape.ts";
import {
  flag,
  integer,
  listOf,
  nullOr,
  oneOf,
  record,
  recordWith,
  tagged,
  text,
  withSense,
  type Shape,
} from "../shape.ts";
import type { EventStreamerFault } from "./fault.ts";
import type {
  EventStreamerScenario,
  ScenarioHost,
  ScenarioReceiver,
  StreamerStep,
} from "./scenario.ts";

const receiver: Shape<ScenarioReceiver> = record({
  id: text,
  topic: text,
  name: text,
  fromLatest: flag,
  openAtMs: duration,
  startsAfterMs: duration,
  workMs: duration,
  patienceMs: nullOr(duration),
  acknowledges: oneOf("once", "twice", "at-second", "again-later"),
});

const host: Shape<ScenarioHost> = record({
  name: text,
  startAtMs: duration,
  receivers: listOf(receiver),
});

const taken = { atMs: duration, by: text };

const step: Shape<StreamerStep> = tagged<StreamerStep>("do", {
  send: record({ ...taken, do: oneOf("send"), topic: text, count: integer(1, 1_000_000) }),
  "add-poison": record({ ...taken, do: oneOf("add-poison"), topic: text }),
  cancel: record({ ...taken, do: oneOf("cancel"), receiver: text }),
  "receive-cancelled": record({ ...taken, do: oneOf("receive-cancelled"), receiver: text }),
  close: record({ ...taken, do: oneOf("close"), receiver: text }),
  reopen: record({ ...taken, do: oneOf("reopen"), receiver: text }),
});

const faults: Readonly<Record<EventStreamerFault["fault"], Shape<EventStreamerFault>>> = {
  ...kernelFaultShapes,
  ...nodeFaultShapes,
};

/** The shape of a scenario of the event-streamer contract, as it lies in an artefact. */
export const eventStreamerScenarioShape: Shape<EventStreamerScenario> = withSense(
  recordWith(
    {
      contract: oneOf("event-streamer"),
      ...surroundingFields,
      workers: listOf(host),
      ...phaseFields,
      steps: listOf(step),
      faults: listOf(tagged<EventStreamerFault>("fault", faults)),
    },
    optionalScenarioFields,
  ),
  (scenario) => contradictionIn(scenario) ?? unknownReceiverIn(scenario),
);

/** A step for a receiver that its process does not have. Null when there is none. */
function unknownReceiverIn({ workers, steps }: EventStreamerScenario): string | null {
  for (const [index, step] of steps.entries()) {
    if (!("receiver" in step)) continue;
    const own = workers.find(({ name }) => name === step.by)?.receivers.map(({ id }) => id) ?? [];
    if (!own.includes(step.receiver))
      return `.steps[${index}].receiver: got ${JSON.stringify(step.receiver)}; ${step.by} has ${own.join(", ") || "none"}`;
  }
  return null;
}
