import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The time of the servers that have mapped the file. It moves when it is set, and never otherwise. */
export type ClockFile = {
  readonly path: string;
  readonly nowUs: () => number;
  /** The monotonic clock does not go back. @param us whole microseconds since the epoch. */
  readonly set: (us: number) => void;
  /** Puts the monotonic clock, by which servers know when to look after things, further ahead of the time. */
  readonly hurry: (us: number) => void;
  /** Has another time while something is done. The monotonic clock does not go back behind that either. */
  readonly during: (us: number, act: () => void) => void;
  readonly remove: () => void;
};

let created = 0;

/** One listener for all: a cluster has more of them than Node takes for well. */
const removals = new Set<() => void>();

function removeAll(): void {
  for (const remove of removals) remove();
}

/**
 * @param us the time at first, in whole microseconds since the epoch.
 * @param folder where the file lies; whoever reads it in a container sees it there, too.
 */
export function createClockFile(us: number, folder: string = tmpdir()): ClockFile {
  const path = join(folder, `claimcheck-clock-${process.pid}-${created++}`);
  const file = openSync(path, "wx");
  let nowUs = us;
  let aheadUs = 0;
  const word = Buffer.alloc(8);
  const write = (us: number, at: number): void => {
    word.writeBigInt64LE(BigInt(us));
    // One write of an aligned word: a reader sees the old time or the new one.
    writeSync(file, word, 0, 8, at);
  };
  const hurry = (us: number): void => write((aheadUs += us), 8);
  const set = (us: number): void => {
    if (us < nowUs) hurry(nowUs - us);
    write(us, 0);
    nowUs = us;
  };
  const during = (us: number, act: () => void): void => {
    write(us, 0);
    act();
    if (us > nowUs) hurry(us - nowUs);
    write(nowUs, 0);
  };
  const remove = (): void => {
    removals.delete(remove);
    if (removals.size === 0) process.off("exit", removeAll);
    closeSync(file);
    rmSync(path, { force: true });
  };
  if (removals.size === 0) process.once("exit", removeAll);
  removals.add(remove);
  set(us);
  return { path, nowUs: () => nowUs, set, hurry, during, remove };
}
