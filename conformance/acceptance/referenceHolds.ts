import type { TopologyKind } from "../../spec/topology.ts";
import type { Acceptance } from "./acceptance.ts";
import { tellLedger } from "../../reports/tellLedger.ts";
import { runSim, runSimInThread } from "./runSim.ts";
import { sideBySide } from "./sideBySide.ts";

type Share = {
  readonly contract: "scheduler" | "stream-balancer" | "event-streamer";
  readonly subject: "reference" | "reference-replicated" | "reference-memory" | "reference-streams";
  readonly topology: TopologyKind;
  /** In full, and in CI, where lockstep runs a thousand more on one node. */
  readonly seeds: number;
  readonly seedsInCi: number;
  readonly more: readonly string[];
  /** How often each kind of fault has to strike in full; in a sample it has to strike in some share. */
  readonly strikesMin: number;
};

/**
 * One node with the faults that seeds always had, one node with all, and all there is on several; then the one that
 * acknowledges only what replicas have, which may lose nothing but by what no replica helps against.
 */
const shares: readonly Share[] = [
  {
    contract: "scheduler",
    subject: "reference",
    topology: "standalone",
    seeds: 2_000,
    seedsInCi: 30,
    more: [],
    strikesMin: 20,
  },
  {
    contract: "scheduler",
    subject: "reference",
    topology: "standalone",
    seeds: 500,
    seedsInCi: 30,
    more: ["--faults", "all"],
    strikesMin: 20,
  },
  {
    contract: "scheduler",
    subject: "reference",
    topology: "replicated",
    seeds: 800,
    seedsInCi: 25,
    more: [],
    strikesMin: 20,
  },
  {
    contract: "scheduler",
    subject: "reference",
    topology: "cluster",
    seeds: 2_000,
    seedsInCi: 30,
    more: [],
    strikesMin: 20,
  },
  {
    contract: "scheduler",
    subject: "reference-replicated",
    topology: "replicated",
    seeds: 300,
    seedsInCi: 25,
    more: [],
    strikesMin: 1,
  },
  {
    contract: "scheduler",
    subject: "reference-replicated",
    topology: "cluster",
    seeds: 200,
    seedsInCi: 15,
    more: [],
    strikesMin: 1,
  },
  // So few seeds cannot draw every kind.
  {
    contract: "stream-balancer",
    subject: "reference",
    topology: "standalone",
    seeds: 2_000,
    seedsInCi: 25,
    more: ["--faults", "all"],
    strikesMin: 20,
  },
  {
    contract: "stream-balancer",
    subject: "reference",
    topology: "cluster",
    seeds: 2_000,
    seedsInCi: 15,
    more: [],
    strikesMin: 20,
  },
  {
    contract: "stream-balancer",
    subject: "reference-replicated",
    topology: "cluster",
    seeds: 200,
    seedsInCi: 5,
    more: [],
    strikesMin: 1,
  },
  // What is kept in a process knows of no network.
  {
    contract: "event-streamer",
    subject: "reference-memory",
    topology: "standalone",
    seeds: 2_000,
    seedsInCi: 20,
    more: [],
    strikesMin: 0,
  },
  {
    contract: "event-streamer",
    subject: "reference-streams",
    topology: "standalone",
    seeds: 2_000,
    seedsInCi: 15,
    more: [],
    strikesMin: 20,
  },
  {
    contract: "event-streamer",
    subject: "reference-streams",
    topology: "cluster",
    seeds: 2_000,
    seedsInCi: 8,
    more: [],
    strikesMin: 20,
  },
];

/**
 * The references hold every rule on their topologies with all faults on, and every fault struck. Each seed runs twice in full; else
 * only where `digest`, which runs seeds of the scheduler four times, has none of the contract.
 */
export const referenceHolds: Acceptance = async (jobs, say, isFull) => {
  const complaints: string[] = [];
  const struck = new Map<string, number>();
  const tasks = shares.map((share) => async () => {
    complaints.push(...(await holdsOn(share, say, isFull, struck)));
  });
  await sideBySide(tasks, jobs + 1); // whichever takes longest is not left alone in the end
  for (const [fault, times] of struck)
    if (times === 0) complaints.push(`${fault} never struck; at least once would be right`);
  return complaints;
};

async function holdsOn(
  share: Share,
  say: (line: string) => void,
  isFull: boolean,
  struck: Map<string, number>,
): Promise<readonly string[]> {
  const { contract, subject, topology, more } = share;
  const seeds = isFull ? share.seeds : share.seedsInCi;
  const strikesMin = isFull ? share.strikesMin : 0;
  const what = ["--contract", contract, "--subject", subject, "--seeds", `${seeds}`];
  const where = ["--topology", topology, ...more];
  const isTwice = isFull || contract !== "scheduler";
  const run = isFull ? runSim : runSimInThread;
  const { code, report } = await run([
    ...what,
    ...where,
    ...(isTwice ? ["--check-determinism"] : []),
  ]);
  const name = [contract, subject, topology, ...more].join(" ");
  say(
    `${name}: ${report.verdict}, ${report.seeds} seeds${isTwice ? " twice" : ""}, ${report.commands} commands, digest ${report.digest}`,
  );
  say(`${name}: ${tellLedger(report.ledger) ?? "nothing was acknowledged"}`);
  say(Object.entries(report.faults).map(([fault, times]) => `${fault} ${times}`).join(", ")); // prettier-ignore

  const complaints = report.violations.map(
    ({ rule, seed, because }) => `${rule} on seed ${seed}: ${because}`,
  );
  for (const { reason, runs } of report.undecided) {
    complaints.push(`${runs} runs were undecided: ${reason}`);
  }
  if (code !== 0 || report.verdict !== "held")
    complaints.push(`exit ${code}, verdict ${report.verdict}; 0 and held would be right`);
  if (report.ledger.lost > 0)
    complaints.push(`${report.ledger.lost} acknowledged changes were lost; none would be right`);
  if (report.seeds !== seeds)
    complaints.push(`${report.seeds} seeds were run; ${seeds} would be right`);
  for (const [fault, times] of Object.entries(report.faults)) {
    struck.set(fault, (struck.get(fault) ?? 0) + times);
    if (times < strikesMin)
      complaints.push(`${fault} struck ${times} times; at least ${strikesMin} would be right`);
  }
  return complaints.map((complaint) => `${name}: ${complaint}`);
}
