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
  /** What the node does by itself. */
  #own = shareOf(null);
  /** What it does for requests, in the order in which they were heard. Mostly there is none or one. */
  #shares: Share[] = [];
  #current = this.#own;
  #touchedBefore = 0;

  constructor(node: RedisNode) {
    this.#node = node;
    node.onKeyChanged = (db, key) => this.#current.changed.push({ db, key });
    node.onRequest = (argv) => {
      this.#count();
      this.#current = argv === null ? this.#own : this.#shareOf(argv);
    };
  }

  /** What was done since this was last asked, a share for each request, in the order in which they were heard. */
  take(): readonly Share[] {
    this.#count();
    const own = this.#own;
    this.#current = own;
    const hasOwn = own.changed.length > 0;
    if (hasOwn) this.#current = this.#own = shareOf(null);
    else own.elements = 0;
    const shares = this.#shares;
    // As after most of what nodes tell each other.
    if (shares.length === 0) return hasOwn ? [own] : nothing;
    this.#shares = [];
    return hasOwn ? [own, ...shares] : shares;
  }

  #count(): void {
    const { touched } = this.#node;
    this.#current.elements += touched - this.#touchedBefore;
    this.#touchedBefore = touched;
  }

  #shareOf(argv: readonly Bytes[]): Share {
    const known = this.#shares.find((share) => share.argv === argv);
    if (known !== undefined) return known;
    const share = shareOf(argv);
    this.#shares.push(share);
    return share;
  }
}

const shareOf = (argv: Share["argv"]): Share => ({ argv, elements: 0, changed: [] });

const nothing: readonly Share[] = [];
