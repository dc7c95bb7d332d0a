import { balancerGrowth } from "./balancerGrowth.ts";
import { balancerHour } from "./balancerHour.ts";
import { claimCost } from "./claimCost.ts";
import { clusterDiscovery } from "./clusterDiscovery.ts";
import { clusterFailovers } from "./clusterFailovers.ts";
import { clusterScenario } from "./clusterScenario.ts";
import { dayOfMinutes } from "./dayOfMinutes.ts";
import { directCalls } from "./directCalls.ts";
import { lockstepCost } from "./lockstepCost.ts";
import { enumeration } from "./enumeration.ts";
import { growth } from "./growth.ts";
import { memory } from "./memory.ts";
import { modelAgainstServer } from "./modelAgainstServer.ts";
import { queueMix } from "./queueMix.ts";
import { serve } from "./serve.ts";
import { startUp } from "./startUp.ts";
import { sweep } from "./sweep.ts";
import type { BenchResult } from "./result.ts";

const benches: Readonly<Record<string, () => Promise<BenchResult>>> = {
  "model-against-server": modelAgainstServer,
  "lockstep-cost": lockstepCost,
  "day-of-minutes": dayOfMinutes,
  "start-up": startUp,
  "claim-cost": claimCost,
  "direct-calls": directCalls,
  "queue-mix": queueMix,
  growth,
  memory,
  serve,
  enumeration,
  "cluster-scenario": clusterScenario,
  "cluster-failovers": clusterFailovers,
  "cluster-discovery": clusterDiscovery,
  "balancer-hour": balancerHour,
  "balancer-growth": balancerGrowth,
  sweep,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `bench: unknown ${unknown.join(", ")}; one of ${Object.keys(benches).join(", ")} would be right`,
  );
  process.exit(2);
}

let missed = 0;
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const result = await bench();
  const mark =
    result.verdict === "reached" ? "reached" : result.verdict === "missed" ? "MISSED" : "skipped";
  console.log(`${name}: ${mark}: ${result.summary}`);
  for (const line of result.lines) console.log(`  ${line}`);
  if (result.verdict === "missed") missed++;
}
process.exitCode = missed === 0 ? 0 : 1;
