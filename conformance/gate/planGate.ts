import type { Subject } from "../../adapters/subject.ts";
import { InputError } from "../../spec/inputError.ts";
import { topologyKinds, type TopologyKind } from "../../spec/topology.ts";
import type { SeedRange } from "../arguments/parseSeeds.ts";
import type { Contract } from "../contracts/contract.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { findSubject } from "../contracts/findSubject.ts";
import type { SubjectSource } from "../subjectModule/loadSubject.ts";
import { planSweep, type SweepRequest } from "../sweep/planSweep.ts";
import type { SubjectSweep } from "../sweep/sweepSubject.ts";
import { readRegressions, type SavedRegressions } from "./readRegressions.ts";

/** What the gate was asked. */
export type GateRequest = Omit<SweepRequest, "seeds" | "faults"> &
  SubjectSource & {
    /** Run in any case, on each topology; those after them as far as the time allows. */
    readonly seeds: SeedRange;
    /** How long the gate looks for more, from its start on. What it found is made small and confirmed after that. */
    readonly budgetMs: number;
    /** Folder of saved artefacts; null is `.claimcheck`, if there is one. */
    readonly regressions: string | null;
  };

/** Everything that the gate is going to do. */
export type GatePlan = {
  readonly request: GateRequest;
  readonly subject: Subject;
  readonly canary: SubjectSweep;
  readonly regressions: SavedRegressions;
  /** One for each topology. */
  readonly sweeps: readonly [SubjectSweep, ...SubjectSweep[]];
  readonly leftOut: readonly { readonly topology: TopologyKind; readonly why: string }[];
};

/** On ioredis-mock, which is slow, one shows already that it cannot run the scripts. */
const canarySeedsMax = { model: 60, lockstep: 60, mock: 1, live: 60 } as const;

/**
 * Finds everything that can still be wrong with the question, before anything runs.
 *
 * @throws InputError
 */
export function planGate(request: GateRequest, subject: Subject): GatePlan {
  const asked = (topology: TopologyKind): SweepRequest => ({
    ...request,
    topology,
    seeds: { ...request.seeds, forMs: null },
    faults: null,
  });
  const leftOut: { topology: TopologyKind; why: string }[] = [];
  const sweeps: SubjectSweep[] = [];
  for (const topology of request.topology === null ? topologyKinds : [request.topology]) {
    try {
      sweeps.push(planSweep(asked(topology), subject, request.module));
    } catch (error) {
      // What is wrong with the question itself is as wrong on the next topology.
      const why = error instanceof InputError ? whyLeftOut(topology, request, subject) : null;
      if (why === null || request.topology !== null) throw error;
      leftOut.push({ topology, why });
    }
  }
  const [first, ...others] = sweeps;
  if (first === undefined) {
    throw new InputError(
      "NOTHING_TO_JUDGE",
      `${subject.name} cannot be put on trial on --backend ${request.backend} (${leftOut.map(({ topology, why }) => `${topology}: ${why}`).join("; ")}); give --backend model`,
    );
  }
  const topologies = new Set(sweeps.map(({ plan }) => plan.topology));
  return {
    request,
    subject,
    canary: planCanary(asked(first.plan.topology), contractOf(subject)),
    regressions: readRegressions(request.regressions, subject, topologies),
    sweeps: [first, ...others],
    leftOut,
  };
}

function planCanary(asked: SweepRequest, { name, canary }: Contract): SubjectSweep {
  const subject = findSubject(canary.subject, name);
  const seeds = { from: 1, to: canarySeedsMax[asked.backend], forMs: null };
  const sweep = planSweep(
    // All of it on this machine: a shard whose canary was caught by another one has proved nothing.
    {
      ...asked,
      seeds,
      shard: null,
      strategy: "random",
      base: null,
      faults: canary.faults,
      checkDeterminism: false,
    },
    subject,
  );
  return { ...sweep, stopAtRule: subject.breaks ?? null };
}

function whyLeftOut(
  topology: TopologyKind,
  { backend }: GateRequest,
  { topologies, capabilities, name }: Subject,
): string | null {
  if (topologies !== undefined && !topologies.includes(topology))
    return `${name} shows nothing there`;
  if (topology === "cluster" && !capabilities.has("cluster"))
    return `${name} does not claim to work there`;
  return backend === "mock" && topology !== "standalone" ? "the backend mock has none" : null;
}
