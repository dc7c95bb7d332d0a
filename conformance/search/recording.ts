import type { Subject } from "../../adapters/subject.ts";
import { pass } from "../../sim/kernel/faultRule.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { ContractRun } from "../contracts/contract.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { startMs } from "../scenario/startMs.ts";
import { durationsIn } from "./durationsIn.ts";

/** A request that a node was sent while faults could strike. */
export type RecordedRequest = {
  readonly process: string;
  /** 1 is the first of its process. */
  readonly nth: number;
  /** Whole milliseconds after the start of the run. */
  readonly atMs: number;
  /** Something came of it, as far as the history tells: it was no poll that found nothing. */
  readonly isBusy: boolean;
};

/** A time that somebody was seen to wait for, or told a server to. */
export type RecordedDuration = {
  readonly ms: number;
  readonly process: string;
  /** When it began. */
  readonly atMs: number;
};

/** A run without faults, or with everyday ones only, as far as strategies look at it. */
export type Recording = {
  readonly scenario: Scenario;
  /** Of the scenario and of its world. */
  readonly seed: number;
  readonly requests: readonly RecordedRequest[];
  /** Of each length those that began first. */
  readonly durations: ReadonlyMap<number, readonly RecordedDuration[]>;
};

export type RecordingOptions = {
  readonly topology: TopologyKind;
  readonly redisVersion: RedisVersion;
  /** Kinds of fault that may strike in it; none unless it is said. */
  readonly everyday?: readonly string[];
};

/** So many of each length are enough to choose among. */
const sameMax = 50;
/** What is longer lasts for ever, as runs go; what is shorter than a message takes is no wait. */
const durationMsMin = 5;
const durationMsMax = 86_400_000;
/** A request belongs to what the history tells of at most so long afterwards. */
const nearMs = 3;

/**
 * The scenario that a seed draws when nothing may strike but what does every day, and what its run shows; nothing when the
 * subject goes on in it without end.
 */
export async function recordRun(
  subject: Subject,
  seed: number,
  { topology, redisVersion, everyday = [] }: RecordingOptions,
): Promise<Recording> {
  const contract = contractOf(subject);
  const { scenario } = contract.draw(seed, subject, { faults: everyday, topology });
  const asked = { subject, scenario, seed, journal: "digest", redisVersion } as const;
  // Whoever goes on without end can be ended only where nobody watches the world, so that is found out first.
  if (contract.ownThread === true && !isWhole(scenario, await contract.run(asked)))
    return { scenario, seed, requests: [], durations: new Map<number, RecordedDuration[]>() };
  const counts = new Map<string, number>();
  const requests: Omit<RecordedRequest, "isBusy">[] = [];
  const durations = new Map<number, RecordedDuration[]>();
  const endMs = startMs + scenario.faultsMs;
  const workers = new Set(scenario.workers.map(({ name }) => name));

  function add(ms: number, process: string, nowMs: number): void {
    if (ms < durationMsMin || ms > durationMsMax || nowMs >= endMs || !workers.has(process)) return;
    const same = durations.get(ms) ?? [];
    durations.set(ms, same);
    if (same.length < sameMax) same.push({ ms, process, atMs: nowMs - startMs });
  }

  const run = await contract.run({
    ...asked,
    onWorld(world) {
      world.onTimer = ({ name }, delayMs) => add(delayMs, name, world.nowMs);
      world.network.rules.push(({ from: { name }, parts }) => {
        const nth = (counts.get(name) ?? 0) + 1;
        counts.set(name, nth);
        if (workers.has(name)) requests.push({ process: name, nth, atMs: world.nowMs - startMs });
        for (const ms of durationsIn(parts)) add(ms, name, world.nowMs);
        return pass;
      });
    },
  });

  const told = run.tell({ events: [], because: "" });
  const busy = new Set(
    told.flatMap(({ atMs, kind, idle }) => (kind === "change" && !idle ? [atMs] : [])),
  );
  const isBusy = (atMs: number): boolean => {
    for (let later = 0; later <= nearMs; later++) if (busy.has(atMs + later)) return true;
    return false;
  };
  return {
    scenario,
    seed,
    requests: requests.map((request) => ({ ...request, isBusy: isBusy(request.atMs) })),
    durations,
  };
}

const isWhole = ({ faultsMs, quietMs }: Scenario, { simulatedMs }: ContractRun): boolean =>
  simulatedMs >= faultsMs + quietMs;
