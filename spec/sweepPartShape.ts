import { backendNames } from "./backend.ts";
import type { LedgerFigures } from "./durability.ts";
import type { ProcessProfile, Profile } from "./profile.ts";
import type { Divergence, FoundViolation, SweepPlan } from "./result.ts";
import {
  flag,
  integer,
  isObject,
  listOf,
  nullOr,
  oneOf,
  record,
  text,
  texts,
  textThat,
  type Shape,
} from "./shape.ts";
import { strategyNames } from "./strategy.ts";
import type { PartAsked, SweepPart, TallyPart } from "./sweepPart.ts";
import { topologyKinds } from "./topology.ts";

const whole = integer(0, Number.MAX_SAFE_INTEGER);
const anyText = textThat(() => true, "text");
const level = oneOf("must", "should");

/** Simulated time may have a fraction. */
const amount: Shape<number> = (value, path) =>
  typeof value === "number" && value >= 0 && Number.isFinite(value) ? value : whole(value, path);

const counts: Shape<Readonly<Record<string, number>>> = (value, path) =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : record({})(value, path)).map(([name, times]) => [
      name,
      whole(times, `${path}.${name}`),
    ]),
  );

const shard = record({ index: integer(1, 99_999), count: integer(1, 99_999) });

const plan: Shape<SweepPlan> = record({
  contract: text,
  subject: text,
  backend: oneOf(...backendNames),
  seeds: text,
  shard,
  topology: oneOf(...topologyKinds),
  strategy: oneOf(...strategyNames, "mixed"),
  faults: listOf(text),
  versions: texts,
});

const asked: Shape<PartAsked> = record({
  from: whole,
  to: whole,
  forMs: nullOr(whole),
  base: nullOr(whole),
  module: nullOr(text),
  faultsNamed: listOf(text),
  checkDeterminism: flag,
  shrinkRunsMax: whole,
  commit: nullOr(text),
});

const ledger: Shape<LedgerFigures> = record({
  acknowledged: whole,
  survived: whole,
  mayHaveBeenLost: whole,
  lost: whole,
  takenBy: counts,
  repeated: counts,
});

const processProfile: Shape<ProcessProfile> = record({
  process: text,
  phase: oneOf("faults", "healed"),
  ms: amount,
  events: whole,
  cpuUs: amount,
  timersSet: whole,
  timersAlive: whole,
  listenersSet: whole,
  listenersAlive: whole,
  socketsOpened: whole,
  socketsAlive: whole,
  subscriptions: nullOr(whole),
  commands: whole,
  commandNames: counts,
});

const profile: Shape<Profile> = record({ runs: whole, processes: listOf(processProfile) });

const divergence: Shape<Divergence> = record({
  seed: whole,
  step: whole,
  before: listOf(anyText),
  first: nullOr(anyText),
  second: nullOr(anyText),
});

const struck: Shape<readonly [string, number]> = (value, path) =>
  Array.isArray(value) && value.length === 2
    ? [text(value[0], `${path}[0]`), whole(value[1], `${path}[1]`)]
    : [text(undefined, `${path}[0]`), 0];

const tally: Shape<TallyPart> = record({
  digests: anyText,
  strategies: textThat((value) => /^\d*$/.test(value), "a digit for each seed"),
  rules: listOf(
    record({
      rule: text,
      level,
      statement: text,
      verdict: oneOf("held", "violated", "untested"),
      held: whole,
      violated: whole,
      reason: anyText,
      untestedSeed: nullOr(whole),
    }),
  ),
  reasons: listOf(record({ reason: text, runs: whole, seed: whole })),
  faults: listOf(struck),
  notStruck: listOf(record({ kind: text, reason: text, times: whole, first: whole, last: whole })),
  divergence: nullOr(divergence),
  ledger,
  profile: nullOr(profile),
  commands: whole,
  simulatedMs: amount,
});

const violation: Shape<FoundViolation> = record({
  rule: text,
  level,
  statement: text,
  seed: whole,
  strategy: oneOf(...strategyNames),
  strategyRuns: whole,
  because: text,
  steps: whole,
  stepsDrawn: whole,
  artefact: nullOr(text),
  story: text,
});

/** The shape of what a machine found out, but for its version, which is looked at first. */
export const sweepPartShape: Shape<SweepPart> = record({
  version: () => 1 as const,
  plan,
  asked,
  tally,
  violations: listOf(violation),
  blame: nullOr(record({ reason: text, told: text })),
  wallMs: whole,
  interrupted: flag,
});
