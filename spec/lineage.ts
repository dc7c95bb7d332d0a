import type { IncidentEvent } from "./worldEvent.ts";

/** An incident with its position. */
export type Setback = { readonly index: number; readonly event: IncidentEvent };

/**
 * A change of one thing that lies in Redis: a schedule, an entry of a stream.
 *
 * @typeParam State how the thing was left
 * @typeParam Self the contract's own kind of change
 */
export type LineageChange<State, Self> = {
  readonly index: number;
  readonly id: string;
  /** Null: it is not there. */
  readonly after: State | null;
  /** The change whose state it was made on; null before the first. After an incident that is not the one before it. */
  readonly parent: Self | null;
  /** The node where it was made when that had been replaced as the owner before; null for a change at the owner. */
  readonly aside: string | null;
};

/** What the states of a run came from. */
export type Lineages<Change> = {
  /** The changes that the present state of a thing came from, in order: those of its timeline that no incident undid. */
  readonly of: (id: string) => readonly Change[];
  /** The incident that undid a change; undefined for a change that stayed. */
  readonly undoneBy: (change: Change) => Setback | undefined;
  /**
   * The change whose state an incident brought back; null for the time before the first one, undefined for a change that
   * no incident made, and for a state that had never been there.
   */
  readonly originOf: (change: Change) => Change | null | undefined;
};

type Ancestry<Self> = { readonly index: number; readonly parent: Self | null };

/** Whether the state that a change left came from another change. True for a change and itself. */
export function comesFrom<Change extends Ancestry<Change>>(
  change: Change,
  earlier: Change,
): boolean {
  let ancestor: Change | null = change;
  while (ancestor !== null && ancestor.index > earlier.index) ancestor = ancestor.parent;
  return ancestor === earlier;
}

/** A change and all that its state came from, in order. */
export function lineageOf<Change extends Ancestry<Change>>(
  change: Change | null,
): readonly Change[] {
  const lineage: Change[] = [];
  for (let last = change; last !== null; last = last.parent) lineage.push(last);
  return lineage.toReversed();
}

/**
 * Builds the tree of states while a history is read: each change has the one that it was made on as its parent. An
 * incident goes back to a change that was made before, or over to one at a node that had been replaced; what the
 * new state does not come from is undone.
 */
export class LineageBuilder<State, Change extends LineageChange<State, Change>> {
  readonly #isSame: (a: State, b: State) => boolean;
  readonly #heads = new Map<string, Change | null>();
  /** What each replaced node still holds, thing by thing. */
  readonly #replaced = new Map<
    string,
    { readonly by: Setback; readonly heads: Map<string, Change | null> }
  >();
  readonly #known = new Map<string, Change[]>();
  readonly #undoneBy = new Map<Change, Setback>();
  readonly #origins = new Map<Change, Change | null>();

  constructor(isSame: (a: State, b: State) => boolean) {
    this.#isSame = isSame;
  }

  /** An incident begins: the node that is replaced keeps what it has. */
  begin(setback: Setback): void {
    const { replaces } = setback.event;
    if (replaces === null) return;
    this.#replaced.set(replaces, { by: setback, heads: new Map(this.#heads) });
  }

  /** The change that the next one at the owner, or at a replaced node, is made on; null before the first. */
  parentOf(id: string, aside: string | null): Change | null {
    const heads = aside === null ? this.#heads : (this.#replaced.get(aside)?.heads ?? this.#heads);
    return heads.get(id) ?? null;
  }

  /** Somebody changed something. */
  add(change: Change): void {
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

  /** An incident left something in another state than the last. */
  restore(change: Change, setback: Setback): void {
    const before = lineageOf(this.#heads.get(change.id) ?? null);
    const origin = this.#originOf(change, before);
    if (origin === undefined) {
      // A state that it never had: nothing of what was before is in it for certain.
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

  lineages(): Lineages<Change> {
    const lineages = new Map<string, readonly Change[]>();
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
   * The latest change that left the state that came back, first of those that the thing came from until now: when
   * the same state was there twice, nobody can tell which of the two it is, and the later one loses less. Null
   * stands for the time before the first change; undefined when it was never like this.
   */
  #originOf(change: Change, before: readonly Change[]): Change | null | undefined {
    const isOrigin = ({ after }: Change): boolean => this.#isSameOrNull(after, change.after);
    const own = before.findLast(isOrigin);
    if (own !== undefined || change.after === null) return own ?? null;
    return this.#known.get(change.id)?.findLast(isOrigin);
  }

  #isSameOrNull(a: State | null, b: State | null): boolean {
    return a === null || b === null ? a === b : this.#isSame(a, b);
  }

  #remember(change: Change): void {
    const known = this.#known.get(change.id);
    if (known === undefined) this.#known.set(change.id, [change]);
    else known.push(change);
  }
}
