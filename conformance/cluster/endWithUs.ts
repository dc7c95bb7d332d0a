import { onExit } from "signal-exit";

/** What has to go when this process ends, what came last first. */
const endings = new Set<() => void>();
let stopListening: (() => void) | null = null;

/**
 * Sees to it that something of ours does not outlive this process: `endNow` is called when it exits, and when a signal
 * ends it that nobody else listens to. Who listens to signals closes its topologies, or exits.
 *
 * It is signal-exit that listens, because testcontainers has it listen, too: it knows its own from those who want to live.
 *
 * @param endNow ends it before it returns.
 * @returns call it when the thing is gone already.
 */
export function endWithUs(endNow: () => void): () => void {
  stopListening ??= onExit(endAll);
  endings.add(endNow);
  return () => {
    if (!endings.delete(endNow) || endings.size > 0) return;
    stopListening?.();
    stopListening = null;
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
