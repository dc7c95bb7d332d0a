import type { Bytes } from "./redis/bytes.ts";
import type { RedisNode } from "./redis/node.ts";

/** A key that changed, in one of the node's databases. */
export type ChangedKey = { readonly db: number; readonly key: Bytes };

/** What a node did for one request, or for none. */
export type Share = {
  /** The very array that the node was given; null for what it did by itself. */
  readonly argv: readonly Bytes[] | null;
  elements: number;
  readonly changed: ChangedKey[];
};

/**
 * Divides what a node does among the requests that it does it for: one that arrives may give other clients what they
 * wait for, and let them be heard with what they have sent meanwhile.
 */
export class SharedWork {
  readonly #node: RedisNode;
  #shares = new Map<Share["argv"], Share>();
  #current: Share;
  #touchedBefore = 0;

  constructor(node: RedisNode) {
    this.#node = node;
    this.#current = this.#shareOf(null);
    node.onKeyChanged = (db, key) => this.#current.changed.push({ db, key });
    node.onRequest = (argv) => {
      this.#count();
      this.#current = this.#shareOf(argv);
    };
  }

  /** What was done since this was last asked, a share for each request, in the order in which they were heard. */
  take(): readonly Share[] {
    this.#count();
    const shares = [...this.#shares.values()];
    this.#shares = new Map();
    this.#current = this.#shareOf(null);
    return shares.filter(({ argv, changed }) => argv !== null || changed.length > 0);
  }

  #count(): void {
    const { touched } = this.#node;
    this.#current.elements += touched - this.#touchedBefore;
    this.#touchedBefore = touched;
  }

  #shareOf(argv: Share["argv"]): Share {
    const known = this.#shares.get(argv);
    if (known !== undefined) return known;
    const share: Share = { argv, elements: 0, changed: [] };
    this.#shares.set(argv, share);
    return share;
  }
}
