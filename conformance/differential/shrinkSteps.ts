import { deltaDebug } from "../deltaDebug.ts";
import { runSteps, type Difference } from "./runSteps.ts";
import type { Step } from "./step.ts";
import type { TwinsOptions } from "./twins.ts";

export type Shrunk = {
  readonly steps: readonly Step[];
  readonly difference: Difference;
  /** Runs that were spent. */
  readonly runs: number;
};

/**
 * Makes steps few, and their commands short, while the sides still differ in the answer to the same command: steps are left
 * out, then words, then long words are cut. Null when the difference did not show again.
 *
 * @param runsMax how many runs may be spent; each takes as long as it takes to start a server.
 */
export async function shrinkSteps(
  steps: readonly Step[],
  found: Difference,
  twins: TwinsOptions,
  runsMax: number,
): Promise<Shrunk | null> {
  let runs = 0;
  let exact = true;
  let best: { readonly steps: readonly Step[]; readonly difference: Difference } | null = null;

  const take = async (candidate: readonly Step[]): Promise<boolean> => {
    if (runs >= runsMax) return false;
    runs++;
    const { difference } = await runSteps(candidate, { ...twins, exact });
    if (difference === null || kindOf(difference) !== kindOf(found)) return false;
    const end = difference.step === null ? candidate.length : difference.step + 1;
    best = { steps: candidate.slice(0, end), difference: { ...difference } };
    return true;
  };

  if (!(await take(steps))) {
    exact = false; // it needs requests that were sent at once
    if (!(await take(steps))) return null;
  }
  for (let before = Infinity; before > sizeOf(best!.steps);) {
    before = sizeOf(best!.steps);
    // What depends on the time goes unseen when time is left out, so first the time of everything stays what it is.
    if (best!.steps.some(({ kind }) => kind === "advance"))
      await deltaDebug(timed(best!.steps), (rest) => take(untimed(rest)));
    await deltaDebug(best!.steps, take);
    for (let at = best!.steps.length - 1; at >= 0; at--) await shortenStep(at);
  }
  return { ...best!, runs };

  async function shortenStep(at: number): Promise<void> {
    const current = best?.steps[at];
    if (current?.kind !== "command") return;
    const [name = "", ...words] = current.argv;
    const withWords = (rest: readonly string[]): Promise<boolean> =>
      take(best!.steps.with(at, { ...current, argv: [name, ...rest] }));
    let kept = await deltaDebug(words, withWords);
    for (const [index, word] of kept.entries()) {
      for (let length = word.length >> 1; length >= 4; length >>= 1) {
        const shorter = kept.with(index, word.slice(0, length));
        if (!(await withWords(shorter))) break;
        kept = shorter;
      }
    }
  }
}

type TimedStep = { readonly atUs: number; readonly step: Step };

/** The steps without time passing, each with the time since the start at which it is done. */
function timed(steps: readonly Step[]): readonly TimedStep[] {
  let atUs = 0;
  return steps.flatMap((step) => {
    if (step.kind !== "advance") return [{ atUs, step }];
    atUs += Math.round(step.ms * 1000);
    return [];
  });
}

function untimed(steps: readonly TimedStep[]): readonly Step[] {
  let nowUs = 0;
  return steps.flatMap(({ atUs, step }): readonly Step[] => {
    const ms = (atUs - nowUs) / 1000;
    nowUs = atUs;
    return ms === 0 ? [step] : [{ kind: "advance", ms }, step];
  });
}

/** Two differences of one kind have the same cause, as far as can be told: the command and the kinds of both replies. */
const kindOf = ({ step, argv, model, real }: Difference): string =>
  [step === null, argv[0]?.toUpperCase(), model?.[0], real?.[0]].join(" ");

const sizeOf = (steps: readonly Step[]): number => JSON.stringify(steps).length;
