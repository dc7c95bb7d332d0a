import type { Setback } from "../lineage.ts";
import type { Authors } from "./authors.ts";
import type { EntryId, StreamName } from "./contract.ts";
import type {
  EntryContent,
  EntryPlace,
  StreamBalancerEvent,
  StreamBalancerHistory,
} from "./history.ts";
import type { BalancerOperation } from "./operations.ts";

/** What is known of who made a change. */
type Cause = {
  readonly index: number;
  readonly at: number;
  /** Null: a fault, an incident, or the server by itself. */
  readonly process: string | null;
  readonly operation: BalancerOperation | null;
  /** The incident that left it so; null when somebody did it. */
  readonly setback: Setback | null;
};

/** An entry of the input stream is somewhere else now. */
export type Move = Cause & {
  readonly where: EntryPlace;
  /** The operations that may be behind it: `operation`, or those that could be when there is none. */
  readonly possible: readonly BalancerOperation[];
};

/** One entry of the input stream, with all that became of it. */
export type EntryStory = {
  readonly id: EntryId;
  readonly content: EntryContent;
  /** It was added by somebody who is no consumer: it has no predecessor. */
  readonly isRoot: boolean;
  /** In order; the first is that it is there. */
  readonly moves: readonly Move[];
};

type DeadLetter = Cause & {
  readonly id: EntryId;
  readonly content: EntryContent;
  readonly change: "added" | "removed";
};

/** What is added once is one message, however often it is added again. */
export type MessageStory = {
  readonly message: string;
  /** What it said when it was first seen. */
  readonly content: EntryContent;
  readonly entries: readonly EntryStory[];
  readonly deadLetters: readonly DeadLetter[];
};

/** Something happened at a node that had been replaced: what it led somebody to believe may be true nowhere else. */
type Aside = {
  readonly index: number;
  readonly process: string | null;
  readonly stream: StreamName | null;
};

export type Stories = {
  readonly messages: ReadonlyMap<string, MessageStory>;
  /** All entries that ever were, in the order in which they came. */
  readonly entries: readonly EntryStory[];
  /** Those of a data stream. */
  readonly entriesOf: ReadonlyMap<StreamName, readonly EntryStory[]>;
  /** All changes of the dead letters, in order. */
  readonly deadLetters: readonly DeadLetter[];
  readonly setbacks: readonly Setback[];
  readonly asides: readonly Aside[];
};

type Open<Story> = { readonly [Key in keyof Story]: Story[Key] extends readonly (infer Item)[] ? Item[] : Story[Key] }; // prettier-ignore

/** Follows every entry and every message through a history. */
export function storiesOf(
  history: StreamBalancerHistory,
  operations: ReadonlyMap<number, BalancerOperation>,
  authors: Authors,
): Stories {
  const messages = new Map<string, Open<MessageStory>>();
  const entries: EntryStory[] = [];
  const entriesOf = new Map<StreamName, EntryStory[]>();
  const current = new Map<EntryId, Open<EntryStory>>();
  const deadLetters: DeadLetter[] = [];
  const setbacks: Setback[] = [];
  const asides: Aside[] = [];
  const consumers = new Set<string>();
  /** The incident whose consequences are being told; null once anything else has been. */
  let setback: Setback | null = null;

  const messageOf = (content: EntryContent): Open<MessageStory> => {
    const { message } = content;
    const known = messages.get(message) ?? { message, content, entries: [], deadLetters: [] };
    messages.set(message, known);
    return known;
  };

  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (event.type === "incident") {
      setback = { index, event };
      setbacks.push(setback);
      continue;
    }
    if (event.type === "invoked" && event.call.name === "start") consumers.add(event.process);
    if (!isData(event)) {
      setback = null;
      continue;
    }
    if (event.process !== null) setback = null;
    if (event.aside !== undefined) {
      asides.push({ index, process: event.process, stream: streamOf(event) });
      continue;
    }
    if (event.type !== "entry" && event.type !== "dead-letter") continue;
    const { at, id, content, process } = event;
    const possible = authors(index);
    const named = event.op === null ? null : (operations.get(event.op) ?? null);
    // An operation that is about something else did not do it, whoever says so.
    const operation = event.type === "entry" && !possible.some((one) => one === named) ? null : named; // prettier-ignore
    const cause: Cause = { index, at, process, operation, setback };
    if (event.type === "dead-letter") {
      const letter = { ...cause, id, content, change: event.change };
      deadLetters.push(letter);
      messageOf(content).deadLetters.push(letter);
      continue;
    }
    const move: Move = { ...cause, where: event.where, possible };
    const story = current.get(id);
    if (story !== undefined && story.content.message === content.message) {
      story.moves.push(move);
      continue;
    }
    // An id may come again after an incident, for another message.
    const isRoot = process === null || !consumers.has(process);
    const begun = { id, content, isRoot, moves: [move] };
    current.set(id, begun);
    entries.push(begun);
    messageOf(content).entries.push(begun);
    const name = content.item?.name;
    if (name !== undefined) {
      const own = entriesOf.get(name);
      if (own === undefined) entriesOf.set(name, [begun]);
      else own.push(begun);
    }
  }
  return { messages, entries, entriesOf, deadLetters, setbacks, asides };
}

type DataEvent = Extract<
  StreamBalancerEvent,
  { type: "entry" | "dead-letter" | "lease" | "group" }
>;

const isData = (event: StreamBalancerEvent): event is DataEvent =>
  event.type === "entry" ||
  event.type === "dead-letter" ||
  event.type === "lease" ||
  event.type === "group";

function streamOf(event: DataEvent): StreamName | null {
  if (event.type === "lease") return event.stream;
  if (event.type === "group") return null;
  return event.content.item?.name ?? null;
}

/** Whether an entry that is there can still be given to somebody. */
export const isLive = ({ place }: EntryPlace): boolean =>
  place === "undelivered" || place === "pending" || place === "trimmed";

/** A move after which the entry can be given to nobody any more, and that somebody made. */
export type Removal = { readonly entry: EntryStory; readonly move: Move };

/** How often, and by whom, an entry was taken out of what can be given to somebody. Faults and incidents are nobody. */
export function removalsOf(entry: EntryStory): readonly Removal[] {
  return entry.moves.flatMap((move, position) => {
    const before = entry.moves[position - 1];
    if (before === undefined || !isLive(before.where) || isLive(move.where)) return [];
    return move.process === null ? [] : [{ entry, move }];
  });
}

/**
 * Whether an entry was removed, or may have been, because the work that it brought was done. Whoever puts its successor there
 * in the same step recovers it, whichever of its calls was open: a scan is at times told as the doing of a completion that
 * waits beside it for its answer.
 */
export function isCompletion({ messages }: Pick<Stories, "messages">, removal: Removal): boolean {
  const { entry, move } = removal;
  if (!move.possible.some(({ call }) => call.name === "complete")) return false;
  const message = messages.get(entry.content.message);
  const isSameStep = (other: Cause): boolean =>
    other.at === move.at && other.process === move.process;
  return !(
    message?.entries.some((other) => other !== entry && isSameStep(other.moves[0]!)) ||
    message?.deadLetters.some((letter) => letter.change === "added" && isSameStep(letter))
  );
}
