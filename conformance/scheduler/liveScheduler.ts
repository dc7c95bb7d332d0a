import { firstOccurrence } from "../../spec/scheduler/timetable.ts";
import type { ScheduleConfig } from "../../spec/scheduler/contract.ts";
import type { ScheduleDataFault } from "../../spec/scheduler/fault.ts";
import type {
  ScheduleState,
  SchedulerCall,
  SchedulerEvent,
  SchedulerFinal,
} from "../../spec/scheduler/history.ts";
import { auditScheduler } from "../../spec/scheduler/judge.ts";
import { scheduleOf } from "../../spec/scheduler/operations.ts";
import type { ScenarioWorker, SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { ScenarioFault } from "../../spec/scenario.ts";
import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { askOwner } from "../live/askOwner.ts";
import type { AnyCall, Fact, LiveTrial, Telling } from "../live/liveTrial.ts";
import { readLiveFinal } from "../live/readLiveFinal.ts";
import { liveFaultsMsMax, scaleForLive } from "../live/scaleForLive.ts";
import { Shadow } from "../live/shadow.ts";
import type { WithoutTime } from "../scenario/withoutTime.ts";
import { configAt } from "./scenarioCalls.ts";
import type { SchedulerTask } from "./liveTask.ts";

/**
 * A scenario of the scheduler contract on the wall clock.
 *
 * @param faultsMsMax a scenario in which faults strike for longer is made as short as this
 */
export function liveScheduler(
  { subject, scenario: drawn }: { subject: SchedulerSubject; scenario: SchedulerScenario },
  faultsMsMax = liveFaultsMsMax,
): LiveTrial<SchedulerEvent> {
  const { layout, declares, capabilities } = subject;
  const scenario = scaleForLive(drawn, declares, faultsMsMax);
  const legacyAt = (startMs: number): readonly ScheduleConfig[] =>
    scenario.legacy.map((schedule) => configAt(schedule, startMs));
  return {
    scenario,
    dataKey: layout.indexKey ?? layout.readState("")[1] ?? "",
    followsEffects: false,
    newShadow: (startUs) => new Shadow(layout, startUs),
    damageOf(fault) {
      const damage = dataFault(fault);
      const commands = layout.corrupt(damage) ?? [];
      return { target: "id" in damage ? damage.id : "index", commands };
    },
    evicted(id) {
      const key = id === null ? layout.indexKey : (layout.readState(id)[1] ?? null);
      return key === null ? null : { key, what: id === null ? "the index" : `the hash of ${id}` };
    },
    async prepare(masters, startMs) {
      const { legacy } = layout;
      if (legacy === null) return;
      for (const config of legacyAt(startMs))
        for (const command of legacy.put(config, firstOccurrence(config, startMs) ?? startMs))
          await askOwner(masters, command);
    },
    beside: [],
    taskOf({ name }, startMs): SchedulerTask {
      const worker = scenario.workers.find((each) => each.name === name)!;
      return { worker, startMs, steps: scenario.steps.filter(({ by }) => by === name) };
    },
    told: [],
    readFinal: (owners) => readLiveFinal(owners, layout),
    difference(facts, final) {
      const { schedules } = asFinal(final);
      const ids = [...new Set([...facts.keys(), ...schedules.keys()])];
      return ids.find((id) => isOther(facts.get(id), schedules.get(id))) ?? null;
    },
    telling,
    judge({ history: told, startMs, final, slackMs }) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- told by what is above
      const history = told as readonly SchedulerEvent[];
      const { verdicts, ledger } = auditScheduler({
        history,
        final: asFinal(final),
        capabilities,
        declares: {
          ...declares,
          latenessMsMax: (world) => declares.latenessMsMax(world) + slackMs,
        },
        pollMs: Math.max(...scenario.workers.map(({ pollMs }: ScenarioWorker) => pollMs)),
        legacy: legacyAt(startMs),
      });
      return { history, verdicts, ledger };
    },
  };
}

const isOther = (a: Fact | undefined, b: Fact | undefined): boolean =>
  JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `readFinal` has read
const asFinal = (final: unknown): SchedulerFinal => final as SchedulerFinal;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own worker
const asCall = (call: AnyCall): SchedulerCall => call as SchedulerCall;

/** How a scheduler's history is told. */
export const telling: Telling = {
  ended: (_call, cost) => ({ cost }),
  fact: (id, state, by) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `Shadow` tells
    const known = state as ScheduleState | null;
    const event: WithoutTime<SchedulerEvent> = { type: "state", id, state: known, ...by };
    return event;
  },
  request: () => null,
  isIdle: true,
  mayChange: ({ name }) => name !== "get" && name !== "list",
  nameIn: (call) => scheduleOf(asCall(call)),
};

function dataFault(fault: ScenarioFault): ScheduleDataFault {
  switch (fault.fault) {
    case "stale-early":
    case "stale-late":
    case "missing-member":
    case "orphan-member":
    case "malformed-member":
    case "missing-hash":
    case "wrong-type":
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- known by its kind
      return fault as ScheduleDataFault;
    default:
      throw new Error(`liveScheduler: ${fault.fault} was not refused; whyNotLive would be right to`); // prettier-ignore
  }
}
