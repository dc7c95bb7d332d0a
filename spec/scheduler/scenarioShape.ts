import type { SchedulerFault, SchedulerFaultKind } from "../fault.ts";
import {
  integer,
  listOf,
  nullOr,
  oneOf,
  record,
  recordWith,
  tagged,
  text,
  type Shape,
} from "../shape.ts";
import type {
  ScenarioSchedule,
  ScenarioWorker,
  SchedulerScenario,
  SchedulerStep,
} from "./scenario.ts";

/** Ten years. No scenario is longer; a number beyond it is a mistake, such as an instant instead of a duration. */
const longestMs = 315_360_000_000;

const duration = integer(0, longestMs);
const positive = integer(1, longestMs);
const signed = integer(-longestMs, longestMs);
const request = integer(1, 1_000_000);

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

const edge = oneOf("before", "after");
const struck = { atMs: duration, process: text };
const lasting = { ...struck, forMs: duration };

const faults: Readonly<Record<SchedulerFaultKind, Shape<SchedulerFault>>> = {
  crash: recordWith(
    { fault: oneOf("crash"), ...struck, restartAfterMs: nullOr(duration) },
    { request, edge },
  ),
  pause: recordWith({ fault: oneOf("pause"), ...lasting }, { request, edge }),
  skew: record({ fault: oneOf("skew"), ...struck, byMs: signed }),
  refuse: record({ fault: oneOf("refuse"), ...lasting }),
  delay: record({ fault: oneOf("delay"), ...lasting, byMs: duration }),
  stall: record({ fault: oneOf("stall"), ...lasting }),
  partition: record({ fault: oneOf("partition"), ...lasting }),
  "cut-request": record({ fault: oneOf("cut-request"), ...struck, request }),
  "lose-reply": record({ fault: oneOf("lose-reply"), ...struck, request }),
  "cut-reply": record({ fault: oneOf("cut-reply"), ...struck, request }),
  "script-flush": record({ fault: oneOf("script-flush"), atMs: duration }),
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
};

const worker: Shape<ScenarioWorker> = record({
  name: text,
  pollMs: positive,
  dispatchMs: duration,
  startAtMs: duration,
});

/** The shape of a scenario of the scheduler contract, as it lies in an artefact. */
export const schedulerScenarioShape: Shape<SchedulerScenario> = record({
  contract: oneOf("scheduler"),
  topology: record({ kind: oneOf("standalone") }),
  latencyUs: record({ min: integer(0, 1_000_000_000), max: integer(0, 1_000_000_000) }),
  workers: listOf(worker),
  faultsMs: duration,
  quietMs: duration,
  legacy: listOf(schedule),
  steps: listOf(step),
  faults: listOf(tagged("fault", faults)),
});
