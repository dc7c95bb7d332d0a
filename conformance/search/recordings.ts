import type { Subject } from "../../adapters/subject.ts";
import { recordRun, type Recording, type RecordingOptions } from "./recording.ts";

/** Runs that were recorded last: many seeds look at the same one. */
export class Recordings {
  readonly #max: number;
  readonly #kept = new Map<string, Promise<Recording>>();

  /** @param max how many are kept */
  constructor(max: number) {
    this.#max = max;
  }

  /** The run of a seed when nothing strikes but what does every day. */
  of(subject: Subject, seed: number, options: RecordingOptions): Promise<Recording> {
    const { topology, redisVersion, everyday = [] } = options;
    const { contract, name: subjectName } = subject;
    const name = [contract, subjectName, seed, topology, redisVersion, ...everyday].join(" ");
    const kept = this.#kept.get(name) ?? recordRun(subject, seed, options);
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    kept.catch(() => this.#kept.delete(name)); // whoever waits for it is told; the next one may have more luck
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#max && oldest !== undefined) this.#kept.delete(oldest);
    return kept;
  }
}
