import type { Command } from "./command.ts";
import type { ErrorReply } from "./errors.ts";

/** What became of the calls of one command. */
export type CommandCounts = {
  readonly calls: number;
  /** Refused before they ran. */
  readonly rejected: number;
  /** Answered with an error. */
  readonly failed: number;
};

/** What INFO counts of commands and errors, since the start or the last CONFIG RESETSTAT. */
export class Statistics {
  commands = 0;
  errors = 0;
  readonly #calls: Float64Array;
  readonly #rejected: Float64Array;
  readonly #failed: Float64Array;
  readonly #errorsByCode = new Map<string, number>();
  #lastError = "";

  /** @param commandCount how many commands the registry has. */
  constructor(commandCount: number) {
    this.#calls = new Float64Array(commandCount);
    this.#rejected = new Float64Array(commandCount);
    this.#failed = new Float64Array(commandCount);
  }

  /** A command ran. */
  called(command: Command): void {
    this.commands++;
    this.#calls[command.index]!++;
  }

  /**
   * A command answered with an error.
   *
   * @param errorsBefore `errors` when it began. A script may pass on an error that a command of its own has met, which
   *   counts once, though both have failed.
   */
  failed(command: Command, { error }: ErrorReply, errorsBefore: number): void {
    this.#failed[command.index]!++;
    const isPassedOn = this.errors > errorsBefore && error.startsWith(this.#lastError);
    if (!isPassedOn) this.countError(error);
  }

  /** A request was refused before it ran. @param command null when there is no such command. */
  rejected(command: Command | null, { error }: ErrorReply): void {
    if (command !== null) this.#rejected[command.index]!++;
    this.countError(error);
  }

  countError(error: string): void {
    this.errors++;
    this.#lastError = error;
    const end = error.indexOf(" ");
    const code = end === -1 ? error : error.slice(0, end);
    this.#errorsByCode.set(code, (this.#errorsByCode.get(code) ?? 0) + 1);
  }

  /** By the first word of the error, sorted. */
  errorsByCode(): readonly (readonly [code: string, count: number])[] {
    return [...this.#errorsByCode].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  of({ index }: Command): CommandCounts {
    return {
      calls: this.#calls[index]!,
      rejected: this.#rejected[index]!,
      failed: this.#failed[index]!,
    };
  }

  reset(): void {
    this.commands = this.errors = 0;
    for (const counts of [this.#calls, this.#rejected, this.#failed]) counts.fill(0);
    this.#errorsByCode.clear();
  }
}
