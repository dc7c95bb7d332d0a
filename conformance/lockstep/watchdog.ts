import { Worker } from "node:worker_threads";

/** How long, by the wall clock, a server may take to answer. Nothing that a scenario asks for takes a server longer. */
const silenceMsMax = 20_000;

/** In shared memory: how often a wait began or ended (odd: one lasts), the server's process, and who was killed last. */
const waits = 0;
const awaited = 1;
const killed = 2;
/** Nobody ever writes it: what the thread waits for while it does nothing. */
const nothing = 3;

/**
 * Plain JavaScript, as a thread may be started from sources or from compiled files. It looks once in a while whether one
 * and the same wait still lasts.
 */
const thread = `
const { workerData: { state, silenceMsMax } } = require("node:worker_threads");
const looks = 10;
let seen = -1;
let times = 0;
for (;;) {
  Atomics.wait(state, ${nothing}, 0, silenceMsMax / looks);
  const now = Atomics.load(state, ${waits});
  times = now === seen && now % 2 === 1 ? times + 1 : 0;
  seen = now;
  if (times < looks) continue;
  const pid = Atomics.load(state, ${awaited});
  Atomics.store(state, ${killed}, pid);
  try { process.kill(-pid, "SIGKILL"); } catch {}
  times = 0;
}
`;

let state: Int32Array | null = null;

/**
 * Ends a server that does not answer. Whoever waits for it has given up its own thread, and hears no timer and no signal:
 * so another thread watches, and the wait ends because the connection does.
 */
export const watchdog = {
  /** A wait for a server begins. */
  begin(pid: number): void {
    state ??= start();
    Atomics.store(state, awaited, pid);
    Atomics.add(state, waits, 1);
  },

  end(): void {
    if (state !== null) Atomics.add(state, waits, 1);
  },

  /** Whether that server was ended because it was silent. */
  hasKilled: (pid: number): boolean => state !== null && Atomics.load(state, killed) === pid,
};

function start(): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(16));
  const worker = new Worker(thread, { eval: true, workerData: { state: shared, silenceMsMax } });
  worker.unref();
  return shared;
}
