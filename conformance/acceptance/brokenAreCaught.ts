import type { Subject } from "../../adapters/subject.ts";
import { contracts } from "../contracts/index.ts";
import type { Acceptance } from "./acceptance.ts";
import { catchBroken, type Catch } from "./catchBroken.ts";
import { catchingSeedOf, writeCatchingSeeds } from "./catchingSeedOf.ts";
import { inFreshProcesses } from "./threads.ts";

/** Contracts whose broken subjects are searched for and made small only in full; tests run them on seeds that show them. */
const takesLong: ReadonlySet<string> = new Set(["stream-balancer", "event-streamer"]);

/** What befalls several nodes adds to the story. */
const stepsMaxOnOneNode = 10;
const stepsMaxOnSeveral = 12;
const stepsMaxOfWaiting = 8;

/**
 * Each broken subject violates the rule that it names within 200 seeds, or 300 where it takes several nodes; the
 * counterexample has at most ten steps, or twelve, and replays to the same digest in a fresh process.
 * Stream balancers may take as much anywhere; event streamers show it within 100 seeds and eight steps.
 * In full the seeds are searched, and the table of those that catch is written; else each runs on its seed of the table, where it
 * has one.
 */
export const brokenAreCaught: Acceptance = async (_jobs, say, isFull) => {
  const complaints: string[] = [];
  const broken = contracts
    .flatMap(({ subjects }) => subjects)
    .filter(({ breaks }) => breaks !== undefined);
  const asked = isFull ? broken : broken.filter(({ contract }) => !takesLong.has(contract));
  if (!isFull)
    say(`without those of ${[...takesLong].join(", ")}, whose seeds are tests; all with --full`);
  const catches = await Promise.all(
    asked.map(async (subject) => {
      const result = await catchBroken(subject, isFull);
      say(`${subject.name}: ${tell(result)}`);
      return { subject, ...result };
    }),
  );
  for (const each of catches) {
    const complaint = complaintOf(each.subject, each);
    if (complaint !== null) complaints.push(`${each.subject.name}: ${complaint}`);
  }

  const saved = catches.flatMap(({ subject, found }) =>
    found === null || found.artefact === null ? [] : [{ subject, file: found.artefact }],
  );
  const files = saved.map(({ file }) => file);
  const replays = await inFreshProcesses<string | null>("replayInProcess", files);
  for (const [index, complaint] of replays.entries())
    if (complaint !== null) complaints.push(`${saved[index]?.subject.name}: ${complaint}`);
  say(`${replays.length} artefacts were replayed in fresh processes`);

  if (isFull || asked.some((subject) => catchingSeedOf(subject) === undefined)) {
    const found = new Map(catches.map(({ subject, found: each }) => [subject, each?.seed]));
    writeCatchingSeeds(broken, (subject) => found.get(subject) ?? catchingSeedOf(subject));
  }
  return complaints;
};

const tell = ({ rule, found }: Catch): string =>
  found === null
    ? "not caught"
    : `${rule} on seed ${found.seed}, ${found.steps} steps: ${found.because}`;

function complaintOf(subject: Subject, { rule, seeds, found }: Catch): string | null {
  if (found === null)
    return `${rule} held on ${seeds}; npm run acceptance -- broken --full looks for another`;
  const stepsMax = stepsMaxOf(subject);
  if (found.steps > stepsMax) return `${found.steps} steps; at most ${stepsMax} would be right`;
  return found.artefact === null ? "no artefact was saved" : null;
}

function stepsMaxOf({ contract, topologies }: Subject): number {
  if (contract === "event-streamer") return stepsMaxOfWaiting;
  const isShort = topologies === undefined && contract === "scheduler";
  return isShort ? stepsMaxOnOneNode : stepsMaxOnSeveral;
}
