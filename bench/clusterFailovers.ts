import { Cluster } from "ioredis";
import { World } from "../sim/kernel/world.ts";
import { hashSlot } from "../sim/redis/hashSlot.ts";
import type { RedisServer } from "../sim/redisServer.ts";
import { RedisTopology } from "../sim/redisTopology.ts";
import { cpuTime } from "./cpuTime.ts";
import type { BenchResult } from "./result.ts";

const startMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
const clientMs = 360_000;
const perHour = 100;
const everyMs = 3_600_000 / perHour;
const downMs = 12_000;
const nodeTimeoutMs = 5_000;
const key = "{data}n";

type Writer = (world: World, servers: readonly RedisServer[]) => void;
type Day = { readonly ms: number; readonly failovers: number; readonly events: number };

/**
 * A day of a six-node cluster in which every 36 seconds another node takes the data over: every other time because the
 * master was killed, else because an operator asks for it. Whoever owns the data is written to once a second.
 *
 * Beside it a tenth of an hour in which an unmodified ioredis writes: that it refreshes its slots ten times a second for as
 * long as nobody serves them, 16,384 slots each time, is most of what that costs.
 */
export async function clusterFailovers(): Promise<BenchResult> {
  const day = await failOver(dayMs, writeAtTheOwner);
  const observed = await failOver(clientMs, writeByIoredis);
  const ratio = dayMs / day.ms;
  const wanted = Math.floor(dayMs / everyMs) - 1;
  return {
    verdict: ratio > 2_000 && day.failovers >= 0.98 * wanted ? "reached" : "missed",
    summary: `a day with ${day.failovers} failovers ran ${Math.round(ratio)} times faster than real time (asked: 2000)`,
    lines: [
      `the cluster by itself: ${tell(day)}`,
      `with ioredis writing:  ${tell(observed)}, ${Math.round(clientMs / observed.ms)} times faster than real time`,
    ],
  };
}

const tell = ({ ms, failovers, events }: Day): string =>
  `${failovers} failovers, ${events} events in ${(ms / 1000).toFixed(1)} s, ${((1000 * ms) / events).toFixed(2)} us each`;

async function failOver(forMs: number, writer: Writer): Promise<Day> {
  const world = new World({ seed: "bench", startMs, eventsMax: 100_000_000 });
  const { servers } = new RedisTopology(
    world,
    { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs },
    { lua: null },
  );
  const lane = world.lane();
  let failovers = 0;
  let owner: RedisServer | null = null;
  const look = (): void => {
    const now = ownerAmong(servers);
    if (now === null) return;
    if (owner !== null && now !== owner) failovers++;
    owner = now;
  };
  const next = (count: number): void => {
    look();
    if (owner === null) throw new Error("bench/clusterFailovers: nobody owns the data");
    if (count % 2 === 0) kill(world, owner, lane);
    else askReplicaOf(owner, servers);
    world.after(everyMs * 1000, lane, () => next(count + 1));
  };
  world.after(everyMs * 1000, lane, () => next(0));
  writer(world, servers);

  const ms = await cpuTime(() => world.runUntil((startMs + forMs) * 1000));
  if (world.failures.length > 0)
    throw new Error(`bench/clusterFailovers: ${JSON.stringify(world.failures)}`);
  look();
  return { ms, failovers, events: world.events };
}

const writeAtTheOwner: Writer = (world, servers) => {
  const lane = world.lane();
  const write = (): void => {
    const owner = ownerAmong(servers);
    owner?.admin(["INCR", key]);
    owner?.settle();
    world.after(1_000_000, lane, write);
  };
  write();
};

const writeByIoredis: Writer = (world, servers) => {
  world.process("client").start(async () => {
    const client = new Cluster(servers.map(({ host, port }) => ({ host, port })));
    client.on("error", () => undefined);
    for (;;) {
      await client.incr(key).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  });
};

function kill(world: World, server: RedisServer, lane: number): void {
  server.crash();
  world.after(downMs * 1000, lane, () => server.restart("kept"));
}

function askReplicaOf(owner: RedisServer, servers: readonly RedisServer[]): void {
  const id = owner.node.cluster?.state.myself.id;
  const replica = servers.find(
    ({ node, isUp }) => isUp && node.cluster?.state.myself.master?.id === id,
  );
  replica?.admin(["CLUSTER", "FAILOVER"]);
  replica?.settle();
}

/** Who is up and takes itself for the owner of the data, by the highest epoch. */
function ownerAmong(servers: readonly RedisServer[]): RedisServer | null {
  let owner: RedisServer | null = null;
  let epoch = -1;
  for (const server of servers) {
    const state = server.node.cluster?.state;
    if (!server.isUp || state === undefined || !state.myself.isMaster) continue;
    if (state.ownerOf(hashSlot(key)) !== state.myself || state.myself.configEpoch <= epoch)
      continue;
    owner = server;
    epoch = state.myself.configEpoch;
  }
  return owner;
}
