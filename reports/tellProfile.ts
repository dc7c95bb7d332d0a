import type { ProcessProfile, Profile } from "../spec/profile.ts";
import { counted } from "./counted.ts";
import { grouped } from "./grouped.ts";
import { printable } from "./printable.ts";
import { table } from "./table.ts";
import { tellDuration } from "./tellDuration.ts";

const titles = [
  "process",
  "phase",
  "simulated",
  "events",
  "CPU",
  "",
  "timers",
  "left",
  "listeners",
  "left",
  "sockets",
  "left",
  "subscribed",
  "commands",
  "most of them",
];

/** Columns of words; all others are numbers, and end in line. */
const isWords = (column: number): boolean => column < 2 || column === titles.length - 1;

/** So many kinds of command a reader wants of each process. */
const namesMax = 3;

/** What each process did, in both phases: what it set and sent is added up over all runs, what it had left is the most. */
export function tellProfile({ runs, processes }: Profile): readonly string[] {
  const rows = [titles, ...processes.map(tellRow)];
  const widths = titles.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const aligned = rows.map((row) =>
    row.map((cell, column) => (isWords(column) ? cell : cell.padStart(widths[column] ?? 0))),
  );
  return [
    `profile of ${counted(runs, "run")}; CPU is a microsecond for each event and each time that code went on`,
    "",
    ...table(aligned),
  ];
}

function tellRow(row: ProcessProfile): readonly string[] {
  const names = Object.entries(row.commandNames)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, namesMax)
    .map(([name, count]) => `${printable(name)} ${grouped(count)}`);
  return [
    row.process,
    row.phase,
    tellDuration(row.ms),
    grouped(row.events),
    tellDuration(row.cpuUs / 1000),
    share(row),
    grouped(row.timersSet),
    grouped(row.timersAlive),
    grouped(row.listenersSet),
    grouped(row.listenersAlive),
    grouped(row.socketsOpened),
    grouped(row.socketsAlive),
    row.subscriptions === null ? "-" : grouped(row.subscriptions),
    grouped(row.commands),
    names.join("  "),
  ];
}

/** How much of its time the process was at work. */
function share({ cpuUs, ms }: ProcessProfile): string {
  if (ms === 0) return "-";
  return `${((100 * cpuUs) / (ms * 1000)).toFixed(2)} %`;
}
