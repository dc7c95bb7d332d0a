import { AsyncLocalStorage } from "node:async_hooks";
import type { SimProcess } from "./simProcess.ts";

/** Whose code is running: which process, in which of its lives, on behalf of which operation. */
export type Context = {
  readonly process: SimProcess;
  /** A process that crashed and came back is another one: what its former life still does has no effect. */
  readonly life: number;
  /** The harness's number for the call of a contract that this code belongs to; null for everything else. */
  readonly op: number | null;
};

const storage = new AsyncLocalStorage<Context>();

/** The context of the code that is running now; undefined outside every simulated process. */
export function currentContext(): Context | undefined {
  return storage.getStore();
}

/** Runs code, and everything that it starts, as part of a simulated process. */
export function runInContext<Result>(context: Context, code: () => Result): Result {
  return storage.run(context, code);
}
