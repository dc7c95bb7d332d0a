import { startRedisServer, type RedisServer } from "../startRedisServer.ts";
import { buildClockLibrary } from "./buildClockLibrary.ts";
import type { ClockFile } from "./createClockFile.ts";
import { clockVariable } from "./clockSource.ts";

/** Starts a real server whose time is the clock file's. With `hz` at its highest, what the server does by itself comes soon. */
export function startFrozenServer(
  binary: string,
  clock: ClockFile,
  options: readonly string[] = [],
  port?: number,
): Promise<RedisServer> {
  // jemalloc's thread waits until a time of the kernel's clock that it takes from ours, where that is long over: it never rests.
  const resting = ["--jemalloc-bg-thread", "no"];
  return startRedisServer(binary, {
    ...(port === undefined ? {} : { port }),
    options: ["--hz", "500", "--enable-debug-command", "yes", ...resting, ...options],
    environment: { LD_PRELOAD: buildClockLibrary(), [clockVariable]: clock.path },
  });
}
