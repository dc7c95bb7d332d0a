import type { Bytes } from "./bytes.ts";

/** A command that took as long as was asked for. */
export type SlowCommand = {
  readonly id: number;
  readonly atSeconds: number;
  readonly tookUs: number;
  readonly argv: readonly Bytes[];
  /** "?:0" for a command of a script. */
  readonly address: string;
  readonly clientName: Bytes;
};

const argumentsMax = 32;
const bytesMax = 128;

/** The slow log. In the model no command but DEBUG SLEEP takes any time, so it is empty unless those of none are asked for. */
export class SlowLog {
  #nextId = 0;
  #entries: readonly SlowCommand[] = [];

  /** The newest first. */
  get entries(): readonly SlowCommand[] {
    return this.#entries;
  }

  /** @param lengthMax of the log; the oldest go. */
  add(command: Omit<SlowCommand, "id">, lengthMax: number): void {
    const entry = { ...command, argv: shorten(command.argv), id: this.#nextId++ };
    this.#entries = [entry, ...this.#entries].slice(0, lengthMax);
  }

  clear(): void {
    this.#entries = [];
  }
}

/** As Redis shortens what is long: the arguments, and each of them. */
function shorten(argv: readonly Bytes[]): readonly Bytes[] {
  const kept = argv.length > argumentsMax ? argv.slice(0, argumentsMax - 1) : argv;
  const short = kept.map((argument) =>
    argument.length > bytesMax
      ? `${argument.slice(0, bytesMax)}... (${argument.length - bytesMax} more bytes)`
      : argument,
  );
  const left = argv.length - kept.length;
  return left === 0 ? short : [...short, `... (${left} more arguments)`];
}
