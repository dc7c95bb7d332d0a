import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { casesFolder, writeCase } from "../differential/caseFile.ts";
import { recordCase } from "../differential/recordCase.ts";
import { runSteps } from "../differential/runSteps.ts";
import { scriptOf } from "../differential/scriptOf.ts";
import { shrinkSteps } from "../differential/shrinkSteps.ts";
import type { Step } from "../differential/step.ts";
import type { TwinsOptions } from "../differential/twins.ts";
import { knownServers } from "../servers/knownServers.ts";
import { keptOf } from "./ownFigures.ts";
import type { ServerMaker } from "./serverMaker.ts";

/** What a node was asked until it said something else than the model. */
export type Recording = {
  readonly server: Pick<ServerMaker, "name" | "version" | "binary">;
  readonly steps: readonly Step[];
  /** Whether it is the only node. What others make of a node in a cluster is not among the steps. */
  readonly isAlone: boolean;
};

/** Who is to blame for a difference in lockstep. */
export type Blame =
  /** `script` is the conversation that shows it, made small, and `file` the case as which it was saved. */
  | { readonly on: "model"; readonly script: string; readonly file: string | null }
  | { readonly on: "harness"; readonly why: string }
  | { readonly on: null; readonly why: string };

export type BlameOptions = {
  /** Where a case is saved; where cases are saved usually unless it is said. */
  readonly folder?: string;
  /** How many runs may be spent on making it small; each takes as long as it takes to start a server. */
  readonly runsMax?: number;
  readonly stopped?: () => boolean;
};

const usualRunsMax = 250;

/**
 * Asks a fresh server and a fresh model the same, without a simulated world around them. Where they differ there, too,
 * it is the model's doing; then what shows it is made small and saved as a case. Else the harness has done it.
 */
export async function blameFor(
  { server, steps, isAlone }: Recording,
  { folder = casesFolder(), runsMax = usualRunsMax, stopped = () => false }: BlameOptions = {},
): Promise<Blame> {
  const binary = server.binary ?? programOf(server.version);
  if (binary === null)
    return { on: null, why: `that takes the program of a ${server.name}, see CLAIMCHECK_SERVERS` };
  const lua = await LuaEngine.load();
  const twins: TwinsOptions = { ...server, binary, lua, permits: permitsOf(server.version) };
  const asked = isAlone ? steps : steps.filter((step) => !isOfOthers(step));
  const { difference, unsupported, stepsDone } = await runSteps(asked, { ...twins, exact: true });
  if (unsupported !== null)
    return { on: null, why: `the model refuses ${unsupported} when it is asked alone` };
  if (difference === null) {
    const why = `${asked.length} steps, asked without a simulated world, get equal answers`;
    return isAlone
      ? { on: "harness", why }
      : { on: null, why: `${why}, but the other nodes are missing there` };
  }

  const shown = asked.slice(0, stepsDone + 1);
  const spend = stopped() ? 0 : runsMax;
  const small = spend === 0 ? null : await shrinkSteps(shown, difference, twins, spend);
  if (small === null) return { on: "model", script: scriptOf([], difference), file: null };
  const name = small.difference.argv[0]?.toUpperCase() ?? "a message";
  const title = `${name} as ${server.name} answered it in lockstep`;
  const found = await recordCase(title, small.steps, small.difference, twins);
  const file = writeCase(folder, found);
  return { on: "model", script: scriptOf(small.steps, small.difference), file };
}

/** What can only be asked where there are other nodes. */
const isOfOthers = (step: Step): boolean =>
  step.kind === "command" &&
  /^(?:REPLICAOF|SLAVEOF|FAILOVER|CLUSTER|READONLY|READWRITE|ASKING|WAIT|WAITAOF|MIGRATE)$/i.test(
    step.argv[0] ?? "",
  );

/** Where the server of a recording was in a container. */
const programOf = (version: RedisVersion): string | null =>
  knownServers().find((known) => known.version === version)?.binary ?? null;

/**
 * What a process tells of itself is no better to be compared here than in lockstep; and a server that is alone is started
 * with settings of its own.
 */
const permitsOf =
  (server: RedisVersion): NonNullable<TwinsOptions["permits"]> =>
  (model, real, argv) => {
    const side = { server, control: 0, isInCluster: false, isReplicated: false };
    const kept = keptOf(model, real, argv, side);
    if (kept === null) return null;
    const [ours, theirs] = [kept.model, kept.real].map((text) => text.replace(ownSettings, ""));
    return ours === theirs ? "figures of the process" : null;
  };

const ownSettings = /^(?:configured_)?hz:\d+$/gm;
