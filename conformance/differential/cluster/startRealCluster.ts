import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bytes } from "../../../sim/redis/bytes.ts";
import type { ClockFile } from "../../servers/frozenClock/createClockFile.ts";
import { startFrozenServer } from "../../servers/frozenClock/startFrozenServer.ts";
import type { RedisServer } from "../../servers/startRedisServer.ts";

export type RealNode = {
  readonly port: number;
  readonly busPort: number;
  /** What the node finds in its nodes.conf: whom it knows, itself included. */
  readonly nodesConf: Bytes;
};

/** Starts real servers that know each other from the beginning, all under one clock, which stands still. */
export async function startRealCluster(
  binary: string,
  clock: ClockFile,
  nodes: readonly RealNode[],
  config: ReadonlyMap<string, string>,
): Promise<{ readonly stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "claimcheck-cluster-"));
  const servers: RedisServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const given = [...config].flatMap(([name, value]) => [`--${name}`, value]);
  try {
    for (const { port, busPort, nodesConf } of nodes) {
      const file = join(folder, `nodes-${port}.conf`);
      writeFileSync(file, nodesConf, "latin1");
      const own = ["--dir", folder, "--cluster-enabled", "yes", "--cluster-config-file", file];
      const bus = ["--cluster-port", String(busPort)];
      servers.push(await startFrozenServer(binary, clock, [...own, ...bus, ...given], port));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
