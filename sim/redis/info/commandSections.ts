import type { Command } from "../command.ts";
import type { RedisNode } from "../node.ts";

/** INFO commandstats: every command that ran or was refused. Commands take no time. */
export function commandSection(node: RedisNode): readonly string[] {
  return [...node.registry.all()].flatMap((command) => {
    const { calls, rejected, failed } = node.statistics.of(command);
    if (calls + rejected + failed === 0) return [];
    return [
      `cmdstat_${command.fullName}:calls=${calls},usec=0,usec_per_call=0.00,rejected_calls=${rejected},failed_calls=${failed}`,
    ];
  });
}

/** INFO latencystats. What took no time is shown as the shortest time that Redis knows. */
export function latencySection(node: RedisNode): readonly string[] {
  if (!node.settings.latencyTracking) return [];
  const percentiles = (node.config.get("latency-tracking-info-percentiles") ?? "").split(" ");
  const shown = percentiles
    .filter((percentile) => percentile !== "")
    .map((percentile) => `p${percentile}=0.001`)
    .join(",");
  return [...node.registry.all()]
    .filter((command: Command) => node.statistics.of(command).calls > 0)
    .map(({ fullName }) => `latency_percentiles_usec_${fullName}:${shown}`);
}

/** INFO errorstats: errors by their first words. */
export function errorSection({ statistics }: RedisNode): readonly string[] {
  return statistics.errorsByCode().map(([code, count]) => `errorstat_${code}:count=${count}`);
}
