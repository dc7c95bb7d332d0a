import type { Subject } from "../../adapters/subject.ts";
import { contracts } from "../contracts/index.ts";
import type { Acceptance } from "./acceptance.ts";
import { catchBroken } from "./catchBroken.ts";
import { runCli } from "./runCli.ts";

/** Contracts whose broken subjects are searched for and made small only in full; tests run them on seeds that show them. */
const takesLong: ReadonlySet<string> = new Set(["stream-balancer"]);

/** What befalls several nodes adds to the story. */
const stepsMaxOnOneNode = 10;
const stepsMaxOnSeveral = 12;
const stepsMaxOfWaiting = 8;

/**
 * Each broken subject violates the rule that it names within 200 seeds, or 300 where it takes several nodes; the
 * counterexample has at most ten steps, or twelve, and replays to the same digest in a fresh process.
 * Stream balancers may take as much anywhere; event streamers show it within 100 seeds and eight steps.
 */
export const brokenAreCaught: Acceptance = async (jobs, say, isFull) => {
  const complaints: string[] = [];
  const broken = contracts
    .flatMap(({ subjects }) => subjects)
    .filter(({ breaks }) => breaks !== undefined);
  const waiting = isFull ? broken : broken.filter(({ contract }) => !takesLong.has(contract));
  if (!isFull)
    say(`without those of ${[...takesLong].join(", ")}, whose seeds are tests; all with --full`);
  const worker = async (): Promise<void> => {
    for (let subject = waiting.shift(); subject !== undefined; subject = waiting.shift()) {
      const verdict = await tryCatching(subject);
      const { name } = subject;
      say(`${name}: ${verdict.told}`);
      if (verdict.complaint !== null) complaints.push(`${name}: ${verdict.complaint}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return complaints;
};

async function tryCatching(
  subject: Subject,
): Promise<{ readonly told: string; readonly complaint: string | null }> {
  const { rule, seedsMax, found, code } = await catchBroken(subject);
  if (found === null) return { told: "not caught", complaint: `${rule} held on ${seedsMax} seeds` };
  const { seed, steps, artefact, because } = found;
  const told = `${rule} on seed ${seed}, ${steps} steps: ${because}`;
  const stepsMax = stepsMaxOf(subject);
  if (code !== 1) return { told, complaint: `exit code ${code}; 1 would be right` };
  if (steps > stepsMax)
    return { told, complaint: `${steps} steps; at most ${stepsMax} would be right` };
  if (artefact === null) return { told, complaint: "no artefact was saved" };
  const replay = await runCli(["replay", artefact]);
  const same = replay.code === 1 && /same digest|digest .*(equal|same)/i.test(replay.out);
  const complaint = `its artefact replays with exit ${replay.code}: ${replay.out.slice(-300)}`;
  return { told, complaint: same ? null : complaint };
}

function stepsMaxOf({ contract, topologies }: Subject): number {
  if (contract === "event-streamer") return stepsMaxOfWaiting;
  const isShort = topologies === undefined && contract === "scheduler";
  return isShort ? stepsMaxOnOneNode : stepsMaxOnSeveral;
}
