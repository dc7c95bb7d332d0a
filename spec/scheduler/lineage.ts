import type { ScheduleId } from "./contract.ts";
import type { IncidentEvent } from "../worldEvent.ts";
import type { ScheduleState } from "./history.ts";
import {
  type StateChange,
  type StateTimeline,
  changesWithin,
  stateFields,
} from "./stateTimeline.ts";

/** An incident with its position. */
export type Setback = { readonly index: number; readonly event: IncidentEvent };

/** What the states of a run came from. */
export type Lineages = {
  /** The changes that the present state of a schedule came from, in order: those of its timeline that no incident undid. */
  readonly of: (id: ScheduleId) => StateTimeline;
  /** The incident that undid a change; undefined for a change that stayed. */
  readonly undoneBy: (change: StateChange) => Setback | undefined;
  /**
   * The change whose state an incident brought back; null for the time before the first one, undefined for a change that
   * no incident made, and for a state that had never been there.
   */
  readonly originOf: (change: StateChange) => StateChange | null | undefined;
};

/** Whether the state that a change left came from another change. True for a change and itself. */
export function comesFrom(change: StateChange, earlier: StateChange): boolean {
  let ancestor: StateChange | null = change;
  while (ancestor !== null && ancestor.index > earlier.index) ancestor = ancestor.parent;
  return ancestor === earlier;
}

/** The first incident between two positions, both included, that left a schedule in another state; undefined without one. */
export function setBackWithin(
  timeline: StateTimeline,
  fromIndex: number,
  untilIndex: number,
): StateChange | undefined {
  return changesWithin(timeline, fromIndex, untilIndex).find(
    ({ cause }) => cause.type === "incident",
  );
}

/** A change and all that its state came from, in order. */
export function lineageOf(change: StateChange | null): StateTimeline {
  const lineage: StateChange[] = [];
  for (let last = change; last !== null; last = last.parent) lineage.push(last);
  return lineage.toReversed();
}

/**
 * Builds the tree of states while a history is read: each change has the one that it was made on as its parent. An
 * incident goes back to a change that was made before, or over to one at a node that had been replaced; what the
 * new state does not come from is undone.
 */
export class LineageBuilder {
  readonly #heads = new Map<ScheduleId, StateChange | null>();
  /** What each replaced node still holds, schedule by schedule. */
  readonly #replaced = new Map<
    string,
    { readonly by: Setback; readonly heads: Map<ScheduleId, StateChange | null> }
  >();
  readonly #known = new Map<ScheduleId, StateChange[]>();
  readonly #undoneBy = new Map<StateChange, Setback>();
  readonly #origins = new Map<StateChange, StateChange | null>();

  /** An incident begins: the node that is replaced keeps what it has. */
  begin(setback: Setback): void {
    const { replaces } = setback.event;
    if (replaces === null) return;
    this.#replaced.set(replaces, { by: setback, heads: new Map(this.#heads) });
  }

  /** The change that the next one at the owner, or at a replaced node, is made on; null before the first. */
  parentOf(id: ScheduleId, aside: string | null): StateChange | null {
    const heads = aside === null ? this.#heads : (this.#replaced.get(aside)?.heads ?? this.#heads);
    return heads.get(id) ?? null;
  }

  /** Somebody changed a schedule. */
  add(change: StateChange): void {
    this.#remember(change);
    if (change.aside === null) {
      this.#heads.set(change.id, change);
      return;
    }
    const branch = this.#replaced.get(change.aside);
    if (branch === undefined) {
      throw new Error(
        `lineage: event ${change.index} is a change at ${change.aside}, which nobody had replaced; an incident that replaces it would be right before`,
      );
    }
    branch.heads.set(change.id, change);
    this.#undoneBy.set(change, branch.by);
  }

  /** An incident left a schedule in another state than the last. */
  restore(change: StateChange, setback: Setback): void {
    const before = lineageOf(this.#heads.get(change.id) ?? null);
    const origin = this.#originOf(change, before);
    if (origin === undefined) {
      // A state that the schedule never had: nothing of what was before is in it for certain.
      this.#remember(change);
      this.#heads.set(change.id, change);
    } else {
      this.#heads.set(change.id, origin);
      this.#origins.set(change, origin);
    }

    const after = new Set(lineageOf(this.#heads.get(change.id) ?? null));
    for (const undone of before) if (!after.has(undone)) this.#undoneBy.set(undone, setback);
    for (const revived of after) this.#undoneBy.delete(revived);
  }

  lineages(): Lineages {
    const lineages = new Map<ScheduleId, StateTimeline>();
    return {
      of: (id) => {
        const known = lineages.get(id) ?? lineageOf(this.#heads.get(id) ?? null);
        lineages.set(id, known);
        return known;
      },
      undoneBy: (change) => this.#undoneBy.get(change),
      originOf: (change) => this.#origins.get(change),
    };
  }

  /**
   * The latest change that left the state that came back, first of those that the schedule came from until now: when
   * the same state was there twice, nobody can tell which of the two it is, and the later one loses less. Null
   * stands for the time before the first change; undefined when the schedule was never like this.
   */
  #originOf(change: StateChange, before: StateTimeline): StateChange | null | undefined {
    const isOrigin = ({ after }: StateChange): boolean => isSameState(after, change.after);
    const own = before.findLast(isOrigin);
    if (own !== undefined || change.after === null) return own ?? null;
    return this.#known.get(change.id)?.findLast(isOrigin);
  }

  #remember(change: StateChange): void {
    const known = this.#known.get(change.id);
    if (known === undefined) this.#known.set(change.id, [change]);
    else known.push(change);
  }
}

function isSameState(a: ScheduleState | null, b: ScheduleState | null): boolean {
  if (a === null || b === null) return a === b;
  return stateFields.every((field) => a[field] === b[field]);
}
