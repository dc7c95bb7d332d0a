import { Cron } from "croner";
import type { Millis, SchedulerDeclaration } from "./contract.ts";

/** The part of a definition that decides when a schedule runs. Null and absent mean the same. */
export type Timing = {
  readonly everyMs?: number | null;
  readonly cron?: string | null;
  readonly timezone?: string | null;
  readonly fromMs?: Millis | null;
  readonly toMs?: Millis | null;
};

/** The instants in (`after`, `next`) are known to hold no occurrence, so each question about them has one answer. */
type Gap = { readonly after: Millis; readonly next: Millis | null };

type CronTable = { readonly cron: Cron; readonly gaps: Gap[] };

/** A search takes 10 to 80 microseconds, so answers are kept; both bounds only limit memory. */
const cronsMax = 256;
const gapsMax = 64;
const cronTables = new Map<string, CronTable>();

/**
 * The first instant strictly after `afterMs` that matches a five-field cron expression in its time zone; null when
 * there is none.
 *
 * Where the clocks of the zone jump, croner's reading applies: a time that is skipped runs at the jump, a time that
 * comes twice runs once.
 */
export function nextCronInstant(
  cron: string,
  timezone: string | null | undefined,
  afterMs: Millis,
): Millis | null {
  const { cron: table, gaps } = cronTableOf(cron, timezone ?? "UTC");
  const known = gaps.find(
    (gap) => gap.after <= afterMs && (gap.next === null || afterMs < gap.next),
  );
  if (known !== undefined) return known.next;

  const next = table.nextRun(new Date(afterMs))?.getTime() ?? null;
  if (gaps.length === gapsMax) gaps.pop();
  gaps.unshift({ after: afterMs, next });
  return next;
}

/** Whether an instant is one that the cron expression names. */
export function cronMatches(
  cron: string,
  timezone: string | null | undefined,
  instantMs: Millis,
): boolean {
  return nextCronInstant(cron, timezone, instantMs - 1) === instantMs;
}

/** The first occurrence of a schedule that is defined at `definedAtMs`; null when it has none. */
export function firstOccurrence(timing: Timing, definedAtMs: Millis): Millis | null {
  const fromMs = timing.fromMs ?? -Infinity;
  if (timing.everyMs != null) {
    return notAfterEnd(timing, Math.max(definedAtMs + timing.everyMs, fromMs));
  }
  if (timing.cron == null) return null;
  const afterMs = Math.max(definedAtMs, fromMs - 1);
  return notAfterEnd(timing, nextCronInstant(timing.cron, timing.timezone, afterMs));
}

/**
 * The occurrence after the one that was due at `dueAtMs`; null when there is none.
 *
 * Coalescing skips what was missed: an interval keeps to its grid and takes the first point after `nowMs`, a cron
 * schedule the first match after it. Catching up takes the next one, however long ago it was due.
 */
export function nextOccurrence(
  timing: Timing,
  dueAtMs: Millis,
  nowMs: Millis,
  misfire: SchedulerDeclaration["misfire"],
): Millis | null {
  const reachedMs = misfire === "coalesce" ? Math.max(dueAtMs, nowMs) : dueAtMs;
  if (timing.everyMs != null) {
    const steps = Math.floor((reachedMs - dueAtMs) / timing.everyMs) + 1;
    const next = dueAtMs + steps * timing.everyMs;
    return notAfterEnd(timing, Math.max(next, timing.fromMs ?? -Infinity));
  }
  return firstOccurrence(timing, reachedMs);
}

/**
 * Whether the zone's clocks are put forward or back between two instants. Implementations of cron differ on what
 * runs in such a night, and the contract does not choose.
 */
export function clocksChangeBetween(
  timezone: string | null | undefined,
  startMs: Millis,
  endMs: Millis,
): boolean {
  const zone = timezone ?? "UTC";
  const offset = wallClockOffset(zone, startMs);
  const stepMs = 12 * 3_600_000;
  const steps = Math.min(Math.ceil((endMs - startMs) / stepMs), 2_000);
  for (let step = 1; step <= steps; step++) {
    const instant = Math.min(startMs + step * stepMs, endMs);
    if (wallClockOffset(zone, instant) !== offset) return true;
  }
  return false;
}

function notAfterEnd(timing: Timing, instant: Millis | null): Millis | null {
  return instant === null || instant > (timing.toMs ?? Infinity) ? null : instant;
}

function cronTableOf(cron: string, timezone: string): CronTable {
  const key = `${timezone} ${cron}`;
  const kept = cronTables.get(key);
  if (kept !== undefined) return kept;
  // An offset of nothing is UTC too, and ten times faster than asking for the zone by name.
  const zone = timezone === "UTC" ? { utcOffset: 0 } : { timezone };
  const table = { cron: new Cron(cron, { ...zone, mode: "5-part", paused: true }), gaps: [] };
  if (cronTables.size === cronsMax) cronTables.clear();
  cronTables.set(key, table);
  return table;
}

function wallClockOffset(timezone: string, instant: Millis): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    timeZoneName: "longOffset",
  }).formatToParts(new Date(instant));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
