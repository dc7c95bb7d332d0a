import {
  contradictionIn,
  duration,
  kernelFaultShapes,
  nodeFaultShapes,
  optionalScenarioFields,
  phaseFields,
  positive,
  signed,
  surroundingFields,
} from "../scenarioShape.ts";
import {
  integer,
  listOf,
  oneOf,
  record,
  recordWith,
  tagged,
  text,
  withSense,
  type Shape,
} from "../shape.ts";
import type { SchedulerFault, SchedulerFaultKind } from "./fault.ts";
import type {
  ScenarioSchedule,
  ScenarioWorker,
  SchedulerScenario,
  SchedulerStep,
} from "./scenario.ts";
import { firstOccurrence } from "./timetable.ts";

const schedule: Shape<ScenarioSchedule> = recordWith(
  { id: text },
  {
    everyMs: positive,
    cron: text,
    timezone: text,
    fromMs: signed,
    toMs: signed,
    limit: integer(1, 1_000_000_000),
  },
);

const call = { atMs: duration, by: text };
const onSchedule = <Name extends string>(name: Name) =>
  record({ ...call, do: oneOf(name), id: text });

const step: Shape<SchedulerStep> = tagged<SchedulerStep>("do", {
  define: record({ ...call, do: oneOf("define"), schedule }),
  update: record({ ...call, do: oneOf("update"), id: text, nextRunAtMs: signed }),
  pause: onSchedule("pause"),
  resume: onSchedule("resume"),
  trigger: onSchedule("trigger"),
  delete: onSchedule("delete"),
  get: onSchedule("get"),
  list: record({ ...call, do: oneOf("list") }),
  migrate: record({ ...call, do: oneOf("migrate") }),
});

const faults: Readonly<Record<SchedulerFaultKind, Shape<SchedulerFault>>> = {
  ...kernelFaultShapes,
  "stale-early": record({
    fault: oneOf("stale-early"),
    atMs: duration,
    id: text,
    byMs: duration,
  }),
  "stale-late": record({ fault: oneOf("stale-late"), atMs: duration, id: text, byMs: duration }),
  "missing-member": record({ fault: oneOf("missing-member"), atMs: duration, id: text }),
  "orphan-member": record({ fault: oneOf("orphan-member"), atMs: duration, id: text }),
  "malformed-member": record({ fault: oneOf("malformed-member"), atMs: duration }),
  "missing-hash": record({ fault: oneOf("missing-hash"), atMs: duration, id: text }),
  "wrong-type": record({ fault: oneOf("wrong-type"), atMs: duration }),
  ...nodeFaultShapes,
};

const worker: Shape<ScenarioWorker> = record({
  name: text,
  pollMs: positive,
  dispatchMs: duration,
  startAtMs: duration,
});

/** The shape of a scenario of the scheduler contract, as it lies in an artefact. */
export const schedulerScenarioShape: Shape<SchedulerScenario> = withSense(
  recordWith(
    {
      contract: oneOf("scheduler"),
      ...surroundingFields,
      workers: listOf(worker),
      ...phaseFields,
      legacy: listOf(schedule),
      steps: listOf(step),
      faults: listOf(tagged("fault", faults)),
    },
    optionalScenarioFields,
  ),
  (scenario) => contradictionIn(scenario) ?? timetableProblemIn(scenario),
);

/** Timetables that say nothing, or too much. Null when all can be read. */
function timetableProblemIn(scenario: SchedulerScenario): string | null {
  const defined = scenario.steps.map((step, index) =>
    step.do === "define" ? { path: `.steps[${index}].schedule`, schedule: step.schedule } : null,
  );
  const legacy = scenario.legacy.map((schedule, index) => ({
    path: `.legacy[${index}]`,
    schedule,
  }));
  for (const entry of [...defined, ...legacy]) {
    if (entry === null) continue;
    const { everyMs, cron } = entry.schedule;
    if (everyMs === undefined && cron === undefined) {
      return `${entry.path}: has neither everyMs nor cron; give one of them`;
    }
    if (everyMs !== undefined && cron !== undefined) {
      return `${entry.path}: has both everyMs and cron; give one of them`;
    }
    const unreadable = whyUnreadable(entry.schedule);
    if (unreadable !== null) return `${entry.path}: ${unreadable}`;
  }
  return null;
}

/** Why a timetable cannot be read: its cron expression or its time zone. Null when it can. */
function whyUnreadable(schedule: ScenarioSchedule): string | null {
  try {
    firstOccurrence(schedule, 0);
    return null;
  } catch (error) {
    // The first sentence says what is wrong; croner goes on with what may have been meant.
    const [reason] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    return `cannot read the timetable (${reason}); give five cron fields and an IANA time zone`;
  }
}
