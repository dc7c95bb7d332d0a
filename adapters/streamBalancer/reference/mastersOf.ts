import type { NodeAddress } from "../../clients/redisClient.ts";
import type { BalancerTools } from "./tools.ts";

/** The masters that there are now, as whoever serves the input knows them. @throws when nobody can be asked */
export async function mastersOf({
  client,
  context,
  keys,
}: BalancerTools): Promise<readonly NodeAddress[]> {
  if (context.cluster !== true) return [context.nodes[0]];
  const slots: unknown = await client.call(keys.input, ["CLUSTER", "SLOTS"]);
  const masters = new Map<string, NodeAddress>();
  for (const range of rowsOf(slots)) {
    const [host, port] = rowsOf(rowsOf(range)[2]);
    if (typeof host === "string" && host !== "")
      masters.set(`${host}:${String(port)}`, { host, port: Number(port) });
  }
  return [...masters.values()];
}

const rowsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
