import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { ScheduleDataFault } from "../../spec/scheduler/fault.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";
import type { Note } from "../scenario/strikeNodeFaults.ts";

/** A data fault strikes when it changed something; the history names it before what it explains. */
export function corrupt(
  fault: ScheduleDataFault,
  note: Note,
  layout: SchedulerLayout,
  server: ScenarioServer,
): void {
  const commands = layout.corrupt(fault);
  if (commands === null) return;
  const before = server.changes();
  for (const command of commands) server.admin(command);
  if (server.changes() > before) {
    note("id" in fault ? fault.id : "index", corruptDetail(fault));
  }
  server.settle();
}

function corruptDetail(fault: ScheduleDataFault): string {
  switch (fault.fault) {
    case "stale-early":
      return `the index says that ${fault.id} is due ${fault.byMs} ms earlier than it is`;
    case "stale-late":
      return `the index says that ${fault.id} is due ${fault.byMs} ms later than it is`;
    case "missing-member":
      return `${fault.id} vanished from the index`;
    case "orphan-member":
      return `the index names ${fault.id}, which does not exist`;
    case "malformed-member":
      return "the index holds something that is no schedule";
    case "missing-hash":
      return `the canonical hash of ${fault.id} vanished`;
    case "wrong-type":
      return "the index's key holds a string";
  }
}
