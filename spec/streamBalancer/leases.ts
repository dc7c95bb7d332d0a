import type { StreamName } from "./contract.ts";
import type { StreamBalancerHistory } from "./history.ts";

/** A lease key as it stood after an event, at the node that counted. */
export type LeaseState = {
  readonly index: number;
  readonly at: number;
  readonly key: string;
  readonly holder: string | null;
  readonly until: number | null;
  readonly process: string | null;
  readonly op: number | null;
};

/** The leases of a run as they lay in Redis, whatever anybody believed. */
export type Leases = {
  /** The state of a lease of a data stream that a process held right before a position; undefined when it held none. */
  readonly heldBy: (stream: StreamName, process: string, index: number) => LeaseState | undefined;
  /** Whether anybody but a process held a lease of a data stream at any moment between two positions. */
  readonly wasOthers: (
    stream: StreamName,
    process: string,
    fromIndex: number,
    untilIndex: number,
  ) => boolean;
  /** All states of the leases of a data stream, in order. */
  readonly of: (stream: StreamName) => readonly LeaseState[];
};

export function leasesOf(history: StreamBalancerHistory): Leases {
  const states = new Map<StreamName, LeaseState[]>();
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (event.type !== "lease" || event.aside !== undefined) continue;
    const { at, key, holder, until, process, op, stream } = event;
    const own = states.get(stream) ?? [];
    states.set(stream, own);
    own.push({ index, at, key, holder, until, process, op });
  }
  const of = (stream: StreamName): readonly LeaseState[] => states.get(stream) ?? [];
  /** The last state of each key right before a position. */
  const before = (stream: StreamName, index: number): ReadonlyMap<string, LeaseState> => {
    const last = new Map<string, LeaseState>();
    for (const state of of(stream)) {
      if (state.index >= index) break;
      last.set(state.key, state);
    }
    return last;
  };
  const isHeld = ({ holder, until }: LeaseState, at: number): boolean =>
    holder !== null && until !== null && until > at;
  return {
    of,
    heldBy(stream, process, index) {
      const { at } = history[index]!;
      return [...before(stream, index).values()].find(
        (state) => state.holder === process && isHeld(state, at),
      );
    },
    wasOthers(stream, process, fromIndex, untilIndex) {
      const { at } = history[fromIndex]!;
      const states = [...before(stream, fromIndex).values()].filter((state) => isHeld(state, at));
      const set = of(stream).filter(
        ({ index, holder }) => fromIndex <= index && index <= untilIndex && holder !== null,
      );
      return [...states, ...set].some(({ holder }) => holder !== process);
    },
  };
}
