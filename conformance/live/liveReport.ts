import type { JournalLine } from "./journalLine.ts";
import type { WorkerLife } from "./mergeHistory.ts";

/** What a live run was measured with; it is printed with every run. */
export type LiveReport = {
  /** "redis 7.0.15". */
  readonly server: string;
  /** How far the clocks of any two of harness, workers and servers may be from each other. */
  readonly clockErrorUs: number;
  /** How much later than it should have come a timer of a worker that did not stand still came at most. */
  readonly lagUs: number;
  /** By how much every promise about time is taken to be longer. */
  readonly slackMs: number;
};

/** The tolerances of a run in one line. */
export function tellLiveReport(seed: number, report: LiveReport): string {
  const { server, clockErrorUs, lagUs, slackMs } = report;
  return `seed ${seed} live on ${server}: clocks agree within ${inMs(clockErrorUs)} ms, timers were up to ${inMs(lagUs)} ms late; promises about time are given ${slackMs} ms more`;
}

const inMs = (us: number): string => (us / 1000).toFixed(2);

/** A timer of ours, the server's turn and the answer may each be late by as much as the latest timer was. */
export const slackOf = (lagUs: number, clockErrorUs: number): number =>
  Math.ceil((3 * lagUs + clockErrorUs) / 1000);

/** The latest that a timer came, apart from those that came when a process or all of it had been standing still. */
export function lagOf(
  lives: readonly WorkerLife[],
  paused: readonly {
    readonly process: string;
    readonly fromUs: number;
    readonly untilUs: number;
  }[],
): number {
  const lags = lives.flatMap(({ process, journal }) =>
    journal.filter(isLag).flatMap(({ atUs, lagUs }) => {
      const wasPaused = paused.some(
        (pause) =>
          pause.process === process && pause.fromUs <= atUs && atUs - lagUs <= pause.untilUs,
      );
      return wasPaused ? [] : [lagUs];
    }),
  );
  return Math.max(0, ...lags);
}

const isLag = (line: JournalLine): line is JournalLine & { readonly type: "lag" } =>
  line.type === "lag";
