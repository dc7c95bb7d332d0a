/** The two parts of a run: while faults may strike, and when all has healed and what was promised must happen. */
export type ProfilePhase = "faults" | "healed";

/** What one process did in one phase of a run, and what it had when the phase was over. */
export type ProcessProfile = {
  readonly process: string;
  readonly phase: ProfilePhase;
  /** Simulated time of the phase, in milliseconds. */
  readonly ms: number;
  /** How often something happened to it: a timer went off, bytes arrived, it was asked for something. */
  readonly events: number;
  /** Microseconds: one for each event, and one each time that its code went on after an `await` or a `then`. */
  readonly cpuUs: number;
  readonly timersSet: number;
  readonly timersAlive: number;
  /** Put on emitters and signals by its code, and not yet taken off or let go with a closed socket. */
  readonly listenersSet: number;
  readonly listenersAlive: number;
  readonly socketsOpened: number;
  readonly socketsAlive: number;
  /** Channels and patterns that nodes hold for it; null where nobody can see that. */
  readonly subscriptions: number | null;
  /** Requests of it that nodes have executed. */
  readonly commands: number;
  /** The same by the name of the command. */
  readonly commandNames: Readonly<Record<string, number>>;
};

/** What the processes of some runs did. What they did is added up; what they had is the most that any run had. */
export type Profile = {
  readonly runs: number;
  readonly processes: readonly ProcessProfile[];
};

/** Two profiles as one, in the order in which processes and phases first occur. */
export function addedProfiles(first: Profile, second: Profile): Profile {
  const rows = new Map<string, ProcessProfile>();
  for (const row of [...first.processes, ...second.processes]) {
    const key = `${row.process} ${row.phase}`;
    const before = rows.get(key);
    rows.set(key, before === undefined ? row : added(before, row));
  }
  return { runs: first.runs + second.runs, processes: [...rows.values()] };
}

function added(a: ProcessProfile, b: ProcessProfile): ProcessProfile {
  return {
    process: a.process,
    phase: a.phase,
    ms: a.ms + b.ms,
    events: a.events + b.events,
    cpuUs: a.cpuUs + b.cpuUs,
    timersSet: a.timersSet + b.timersSet,
    timersAlive: Math.max(a.timersAlive, b.timersAlive),
    listenersSet: a.listenersSet + b.listenersSet,
    listenersAlive: Math.max(a.listenersAlive, b.listenersAlive),
    socketsOpened: a.socketsOpened + b.socketsOpened,
    socketsAlive: Math.max(a.socketsAlive, b.socketsAlive),
    subscriptions:
      a.subscriptions === null || b.subscriptions === null
        ? null
        : Math.max(a.subscriptions, b.subscriptions),
    commands: a.commands + b.commands,
    commandNames: addedCounts(a.commandNames, b.commandNames),
  };
}

function addedCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sums = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries([...sums].toSorted(([x], [y]) => (x < y ? -1 : 1)));
}
