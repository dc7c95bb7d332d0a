import { syncBuiltinESMExports } from "node:module";
import { replaceChance } from "./chance.ts";
import { replaceClocks } from "./clocks.ts";
import { guardEscapes, guardExit } from "./guard.ts";
import { replaceFileReads } from "./fileReads.ts";
import { replaceNet } from "./socket.ts";
import { replaceNames } from "./names.ts";
import { replaceTimers } from "./timers.ts";
import { watchRealOperations } from "./realOperations.ts";

let installed = false;

/**
 * Puts the kernel in front of time, chance, sockets and files, once per thread and for good; only `process.exit` is looked at
 * again.
 *
 * Every replacement asks which simulated process is running and, when there is none, is the original. It must happen
 * before the code under test is loaded: a library that keeps `const { setTimeout } = globalThis` then keeps ours.
 */
export function installAmbient(): void {
  if (installed) return guardExit();
  installed = true;
  replaceClocks();
  replaceTimers();
  replaceChance();
  replaceNet();
  replaceNames();
  replaceFileReads();
  guardEscapes();
  watchRealOperations();
  syncBuiltinESMExports();
}
