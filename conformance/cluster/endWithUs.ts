/** What has to go when this process ends, what came last first. */
const endings = new Set<() => void>();

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Sees to it that something of ours does not outlive this process: `endNow` is called when it exits, and when a signal
 * ends it that nobody else listens to. Who listens to signals closes its topologies, or exits.
 *
 * @param endNow ends it before it returns.
 * @returns call it when the thing is gone already.
 */
export function endWithUs(endNow: () => void): () => void {
  if (endings.size === 0) {
    process.on("exit", endAll);
    for (const signal of signals) process.on(signal, endBySignal);
  }
  endings.add(endNow);
  return () => {
    if (!endings.delete(endNow) || endings.size > 0) return;
    process.off("exit", endAll);
    for (const signal of signals) process.off(signal, endBySignal);
  };
}

function endAll(): void {
  for (const endNow of [...endings].toReversed()) {
    try {
      endNow();
    } catch {
      // The others have to go, too; what stays is removed by the next run.
    }
  }
  endings.clear();
}

function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  process.off(signal, endBySignal);
  process.kill(process.pid, signal);
}
