import { counted } from "./counted.ts";
import { grouped } from "./grouped.ts";

/** How far a sweep has come. */
export type Progress = {
  readonly seeds: number;
  readonly elapsedMs: number;
  readonly struck: number;
  readonly violated: number;
  /** Null when nobody can tell. */
  readonly leftMs: number | null;
};

/** One line for a terminal: seeds, speed, faults struck, what was found, time left. */
export function tellProgress(progress: Progress): string {
  const perSecond = (progress.seeds * 1_000) / Math.max(1, progress.elapsedMs);
  const speed = perSecond >= 10 ? grouped(Math.round(perSecond)) : perSecond.toFixed(1);
  return [
    counted(progress.seeds, "seed"),
    `${speed}/s`,
    `${grouped(progress.struck)} faults struck`,
    ...(progress.violated === 0 ? [] : [`${counted(progress.violated, "rule")} violated`]),
    ...(progress.leftMs === null ? [] : [`${grouped(Math.ceil(progress.leftMs / 1_000))} s left`]),
  ].join("  ");
}
