import { currentContext, type Context } from "./context.ts";

/**
 * Catches what nobody catches while a world runs: exceptions out of ticks and microtasks, and rejections without a
 * handler. Listeners of others (a test runner's, say) are set aside meanwhile, because these errors belong to
 * simulated processes. Returns what puts everything back.
 */
export function catchUncaught(
  report: (error: unknown, context: Context | undefined) => void,
): () => void {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const others = events.map((event) => ({ event, listeners: process.rawListeners(event) }));
  const own = (error: unknown): void => report(error, currentContext());
  for (const event of events) {
    process.removeAllListeners(event);
    process.on(event, own);
  }
  return () => {
    for (const { event, listeners } of others) {
      process.removeListener(event, own);
      for (const listener of listeners) process.on(event, listener as () => void);
    }
  };
}
