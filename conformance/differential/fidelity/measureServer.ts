import type { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import type { KnownServer } from "../../servers/identifyServer.ts";
import { generateSteps } from "../generate/index.ts";
import type { Difference } from "../runSteps.ts";
import { judgeSequence } from "./judgeSequence.ts";
import { addTally, type Tally } from "./tally.ts";

/** Commands of a sequence: both sides start anew for each, so much longer ones would not start often enough. */
export const commandsPerSequence = 500;

export type MeasureOptions = {
  readonly server: KnownServer;
  readonly lua: LuaEngine;
  /** Sequence i is drawn from seed + i. */
  readonly seed: number;
  /** How many commands, rounded up to whole sequences. */
  readonly commands: number;
  /** Null for all. */
  readonly families: readonly string[] | null;
  /** How many sequences run side by side. */
  readonly jobs: number;
  readonly isStopped: () => boolean;
  /** Told after each sequence. */
  readonly onProgress: (done: { readonly commands: number; readonly differences: number }) => void;
};

/** A sequence whose sides differed. */
export type FoundDifference = {
  readonly seed: number;
  readonly commands: number;
  readonly difference: Difference;
};

export type Measured = {
  readonly server: KnownServer;
  readonly tally: Tally;
  readonly sequences: number;
  readonly differences: readonly FoundDifference[];
  /** What the model refused, and how often. Such a sequence ends there. */
  readonly unsupported: ReadonlyMap<string, number>;
  readonly normalised: ReadonlyMap<string, number>;
  readonly interrupted: boolean;
  /** Sequences in which the real server crashed; what came before it was compared. */
  readonly crashes: readonly FoundDifference[];
};

/** Takes the model and one real server through as many generated sequences as were asked for. */
export async function measureServer(options: MeasureOptions): Promise<Measured> {
  const { server, seed, commands, families, jobs } = options;
  const tally: Tally = new Map();
  const differences: FoundDifference[] = [];
  const crashes: FoundDifference[] = [];
  const unsupported = new Map<string, number>();
  const normalised = new Map<string, number>();
  const sequences = Math.ceil(commands / commandsPerSequence);
  let next = 0;
  let done = 0;

  const work = async (): Promise<void> => {
    while (next < sequences && !options.isStopped()) {
      const index = next++;
      const length = Math.min(commandsPerSequence, commands - index * commandsPerSequence);
      const drawn = { seed: seed + index, commands: length };
      const steps = generateSteps({
        ...drawn,
        version: server.version,
        ...(families === null ? {} : { families }),
      });
      const judged = await judgeSequence(steps, { ...server, lua: options.lua });
      addTally(tally, judged.tally);
      const { difference, crashed } = judged;
      if (difference !== null) (crashed ? crashes : differences).push({ ...drawn, difference });
      if (judged.unsupported !== null) add(unsupported, judged.unsupported, 1);
      for (const [name, times] of judged.normalised) add(normalised, name, times);
      done += length;
      options.onProgress({ commands: done, differences: differences.length });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return {
    server,
    tally,
    sequences,
    differences: differences.sort((a, b) => a.seed - b.seed),
    unsupported,
    normalised,
    interrupted: options.isStopped(),
    crashes,
  };
}

function add(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}
