import { printable } from "./printable.ts";

/** What a replay showed, beside what its artefact said. */
export type ReplayOutcome = {
  /** The rule that the artefact was saved for. */
  readonly rule: string;
  readonly violated: boolean;
  /** Every violated rule of the run, told; the artefact's own first. */
  readonly stories: readonly string[];
  /** Why things were done again or late, a sentence each. */
  readonly explanations: readonly string[];
  readonly undecided: readonly string[];
  /** False where no two runs are the same, on the wall clock; then there is no digest to compare. */
  readonly isRepeatable: boolean;
  readonly digest: string;
  readonly digestSaved: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly versionsSaved: Readonly<Record<string, string>>;
};

/** A replay for a person: the stories, whether it was the same run, and what became of the violation. */
export function tellReplay(outcome: ReplayOutcome): string {
  return [
    ...outcome.stories.flatMap((story) => [story, ""]),
    ...tellWhy(outcome.explanations),
    ...outcome.undecided.map((reason) => `undecided  ${printable(reason)}`),
    ...(outcome.isRepeatable ? tellDigest(outcome) : [otherRun]),
    tellVerdict(outcome),
  ].join("\n");
}

const otherRun =
  "on the wall clock no two runs are the same: this is another one of the same scenario.";

function tellVerdict({ rule, violated, undecided, isRepeatable }: ReplayOutcome): string {
  if (violated) return `${rule} is VIOLATED.`;
  if (isRepeatable) return `${rule} is no longer violated by this scenario.`;
  return undecided.length > 0
    ? `${rule} is UNDECIDED in this run; another one may show it.`
    : `${rule} was not violated in this run; another one may show it.`;
}

/** So many a reader wants; a page has all. */
const explanationsMax = 5;

function tellWhy(explanations: readonly string[]): readonly string[] {
  if (explanations.length === 0) return [];
  const more = explanations.length - explanationsMax;
  return [
    "done again, or late:",
    ...explanations.slice(0, explanationsMax).map((told) => `  ${printable(told)}`),
    ...(more > 0 ? [`  and ${more} more; --report DIR has them all`] : []),
    "",
  ];
}

function tellDigest(outcome: ReplayOutcome): readonly string[] {
  const { digest, digestSaved } = outcome;
  if (digest === digestSaved) return [`digest ${digest}: the same run as when it was saved.`];
  return [
    `digest ${digest}: NOT the run that was saved (${digestSaved}).`,
    `  Likely cause: ${likelyCause(outcome)}.`,
  ];
}

function likelyCause({ versions, versionsSaved }: ReplayOutcome): string {
  const changed = Object.keys(versionsSaved)
    .filter((name) => name !== "node" && versions[name] !== versionsSaved[name])
    .map((name) => `${name} was ${versionsSaved[name]} and is ${versions[name] ?? "absent"}`);
  return changed.length > 0
    ? changed.join(", ")
    : "the subject, the kernel or the model was changed since, or the file was edited";
}
