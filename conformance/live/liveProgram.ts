import type { Subject } from "../../adapters/subject.ts";
import type { JournalLine } from "./journalLine.ts";
import type { WorkerOrder } from "./workerOrder.ts";

type Without<Line> = Line extends unknown ? Omit<Line, "atUs"> : never;

/** What a worker's program has to do with. */
export type LiveSelf = {
  readonly subject: Subject;
  readonly order: WorkerOrder;
  /** Writes a line of the journal, before anything else happens. */
  readonly write: (line: Without<JournalLine>) => void;
  /** The number of one more operation. */
  readonly nextOp: () => number;
  /** Told what the harness says to the process. */
  readonly onTold: (hear: (message: unknown) => void) => void;
  /** Asks to be ended; started again after so long, never: null. */
  readonly leave: (forMs: number | null) => void;
};

/** What a worker of a contract does in a process of its own, for as long as that lives. */
export type LiveProgram = (self: LiveSelf) => Promise<void>;
