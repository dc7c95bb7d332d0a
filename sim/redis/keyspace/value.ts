import type { Bytes } from "../bytes.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Dict } from "./dict.ts";
import type { ListItems } from "./listItems.ts";
import type { SortedMembers } from "./sortedMembers.ts";
import type { Stream } from "./stream.ts";

/** When a value was last used, or how often lately: 24 bits that the database writes and OBJECT and evictions read. */
type Used = { used?: number };

/**
 * Only OBJECT tells the encodings apart: `natural` is an integer where it looks like one, what INCRBYFLOAT wrote is
 * `text` even then, and what APPEND or SETRANGE wrote to is `raw` however short.
 */
export type StringValue = Used & {
  readonly kind: "string";
  value: Bytes;
  encoding: "natural" | "text" | "raw";
};

/**
 * `compact` while Redis would keep it as a listpack; it never goes back. HSCAN and OBJECT ENCODING tell. `expiries` since a
 * field of it was first given a time to live (Redis 7.4 and later); a listpack then keeps its fields by their times.
 */
export type HashValue = Used & {
  readonly kind: "hash";
  readonly fields: Dict<Bytes>;
  compact: boolean;
  expiries?: Deadlines;
};

/**
 * `integers` while Redis would keep it as an intset, which answers in numeric order; `width` is then how many bytes it has
 * for each of them, as the widest needed that it ever had.
 */
export type SetValue = Used & {
  readonly kind: "set";
  readonly members: Dict<true>;
  integers: boolean;
  /** Set while Redis 7.2 and later would keep it as a listpack, in the order in which the members came. */
  compact?: boolean;
  width?: number;
};

/** Both views hold the same elements. `compact` as in a hash. */
export type SortedSetValue = Used & {
  readonly kind: "zset";
  readonly scores: Dict<number>;
  readonly order: SortedMembers;
  compact: boolean;
};

export type ListValue = Used & { readonly kind: "list"; readonly items: ListItems };

/** The one collection that stays when it is empty. */
export type StreamValue = Used & { readonly kind: "stream"; readonly stream: Stream };

/** What a key holds. `kind` is the word of the TYPE command. */
export type Value = StringValue | HashValue | SetValue | SortedSetValue | ListValue | StreamValue;
