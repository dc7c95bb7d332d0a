import type { BalancerDataFault } from "../../spec/streamBalancer/fault.ts";
import type { StreamBalancerLayout } from "../../adapters/streamBalancer/subject.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";
import type { Note } from "../scenario/strikeNodeFaults.ts";

/** A data fault strikes when it changed something; the history names it before what it explains. */
export function corrupt(
  fault: BalancerDataFault,
  note: Note,
  { inputKey, group }: StreamBalancerLayout,
  server: ScenarioServer,
): void {
  switch (fault.fault) {
    case "trim-input": {
      const gone = server.admin(["XTRIM", inputKey, "MAXLEN", String(fault.length)]);
      if (typeof gone === "number" && gone > 0)
        note("input", `somebody trimmed the input stream to ${fault.length} entries`);
      break;
    }
    case "lost-group":
      if (server.admin(["XGROUP", "DESTROY", inputKey, group]) === 1)
        note("input", "somebody destroyed the consumer group");
      break;
    case "mute-notifications":
      if (mute(server)) note("redis", "somebody switched keyspace notifications off");
      break;
  }
  server.settle();
}

/** Whether any node told events until now. */
function mute({ nodes }: ScenarioServer): boolean {
  let wereOn = false;
  for (const server of nodes?.servers ?? []) {
    if (!server.isUp) continue;
    const before = server.admin(["CONFIG", "GET", "notify-keyspace-events"]);
    if (Array.isArray(before) && before[1] !== "") wereOn = true;
    server.admin(["CONFIG", "SET", "notify-keyspace-events", ""]);
  }
  return wereOn;
}
