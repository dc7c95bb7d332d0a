import type { Incident } from "../worldIncidents.ts";

/** A stretch of a history, by positions and instants; Infinity where it did not end. */
type Stretch = {
  readonly fromIndex: number;
  readonly fromAt: number;
  readonly untilIndex: number;
  readonly untilAt: number;
};

/** When processes lived and when they stood still. */
export type Lives = {
  /** The life of a process at a position; null when it was down. A process that was never told of has lived throughout. */
  readonly at: (process: string, index: number) => Stretch | null;
  /** How long a process stands still at an instant; null when it does not. */
  readonly pausedAt: (process: string, at: number) => Stretch | null;
};

type Open = { -readonly [Key in keyof Stretch]: Stretch[Key] };

const throughout: Stretch = { fromIndex: 0, fromAt: -Infinity, untilIndex: Infinity, untilAt: Infinity }; // prettier-ignore

/** Reads from the incidents of a run when its processes lived. */
export function livesOf(incidents: readonly Incident[]): Lives {
  const lives = new Map<string, Open[]>();
  const pauses = new Map<string, Open[]>();
  const begin = (stretches: Map<string, Open[]>, name: string, index: number, at: number): void => {
    const stretch = { fromIndex: index, fromAt: at, untilIndex: Infinity, untilAt: Infinity };
    const own = stretches.get(name);
    if (own === undefined) stretches.set(name, [stretch]);
    else own.push(stretch);
  };
  const end = (stretches: Map<string, Open[]>, name: string, index: number, at: number): void => {
    const last = stretches.get(name)?.at(-1);
    if (last === undefined || last.untilIndex !== Infinity) return;
    last.untilIndex = index;
    last.untilAt = at;
  };
  for (const { index, event } of incidents) {
    if (event.type !== "process") continue;
    const { process, change, at } = event;
    if (change === "started") begin(lives, process, index, at);
    if (change === "paused") begin(pauses, process, index, at);
    if (change === "resumed" || change === "crashed") end(pauses, process, index, at);
    if (change === "crashed") {
      // Whoever is told to have died without having been started has lived until then.
      if (!lives.has(process)) begin(lives, process, 0, -Infinity);
      end(lives, process, index, at);
    }
  }
  return {
    at(process, index) {
      const own = lives.get(process);
      if (own === undefined) return throughout;
      const last = own.findLast(({ fromIndex }) => fromIndex <= index);
      return last === undefined || last.untilIndex <= index ? null : last;
    },
    pausedAt: (process, at) =>
      (pauses.get(process) ?? []).find(({ fromAt, untilAt }) => fromAt <= at && at < untilAt) ??
      null,
  };
}
