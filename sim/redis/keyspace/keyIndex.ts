import type { Bytes } from "../bytes.ts";

/** Whoever has to know which keys a database has, whatever is in them. */
export type KeyIndex = {
  /** A key that was not there. */
  add(key: Bytes): void;
  /** A key that may not have been there. */
  remove(key: Bytes): void;
  clear(): void;
};
