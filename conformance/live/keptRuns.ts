import type { ContractRun } from "../contracts/contract.ts";

/** No two live runs are the same, so what one has shown is kept for whoever tells of it. */
const runs = new Map<string, ContractRun>();
/** The first runs that violated something are those that are told of. */
const runsMax = 50;

const nameOf = (subject: string, seed: number): string => `${seed} ${subject}`;

/** Keeps a live run if it violated something. */
export function keepRun(subject: string, seed: number, run: ContractRun): void {
  if (runs.size < runsMax && run.verdicts.some(({ verdict }) => verdict === "violated"))
    runs.set(nameOf(subject, seed), run);
}

/** The live run of a seed that violated something; undefined when there was none. */
export const keptRun = (subject: string, seed: number): ContractRun | undefined =>
  runs.get(nameOf(subject, seed));

let server = "a real server";

/** Says which server live runs have, such as "redis 7.0.15". */
export function tellServer(name: string): void {
  server = name;
}

/** The server of the last live run. */
export const liveServer = (): string => server;
