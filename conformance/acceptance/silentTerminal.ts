import type { Terminal } from "../terminal.ts";

/** For sweeps whose result is looked at by a program. */
export const silentTerminal: Terminal = {
  out: () => undefined,
  err: () => undefined,
  progress: () => undefined,
  stopped: () => false,
  onStop: () => undefined,
};
