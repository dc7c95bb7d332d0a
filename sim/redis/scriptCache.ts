import type { Bytes } from "./bytes.ts";
import type { Behaviour } from "./versions/behaviour.ts";

/**
 * The sources of scripts, by their SHA1 in lower case. Since Redis 7.4 only so many of those that came by EVAL are kept, and
 * the one that was run the longest ago makes room for another; what came by SCRIPT LOAD stays.
 */
export class ScriptCache {
  readonly #limit: Behaviour["evaluatedScripts"];
  readonly #sources = new Map<string, Bytes>();
  /** Those that may be evicted, in the order of their last runs. */
  readonly #evaluated = new Set<string>();
  /** Evicted so far. */
  evicted = 0;

  constructor(limit: Behaviour["evaluatedScripts"]) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#sources.size;
  }

  /** How many of them may be evicted. */
  get evaluatedSize(): number {
    return this.#evaluated.size;
  }

  has(sha: string): boolean {
    return this.#sources.has(sha);
  }

  get(sha: string): Bytes | undefined {
    return this.#sources.get(sha);
  }

  sources(): Iterable<Bytes> {
    return this.#sources.values();
  }

  /** SCRIPT LOAD. */
  load(sha: string, source: Bytes): void {
    this.#sources.set(sha, source);
    if (this.#limit?.loadKeeps) this.#evaluated.delete(sha);
  }

  /** EVAL of what is not there yet. */
  addEvaluated(sha: string, source: Bytes): void {
    this.#sources.set(sha, source);
    if (this.#limit === null) return;
    for (const oldest of this.#evaluated) {
      if (this.#evaluated.size < this.#limit.max) break;
      this.#evaluated.delete(oldest);
      this.#sources.delete(oldest);
      this.evicted++;
    }
    this.#evaluated.add(sha);
  }

  /** The script is run now. */
  noteRun(sha: string): void {
    if (this.#evaluated.delete(sha)) this.#evaluated.add(sha);
  }

  clear(): void {
    this.#sources.clear();
    this.#evaluated.clear();
  }
}
