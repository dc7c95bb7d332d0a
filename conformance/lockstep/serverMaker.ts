import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { NodeFolder } from "../cluster/nodeFolder.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import { buildClockLibrary } from "../servers/frozenClock/buildClockLibrary.ts";
import type { KnownServer } from "../servers/identifyServer.ts";

/** A server to be started. */
export type ServerOrder = {
  readonly name: string;
  /** Where its configuration and its data lie. */
  readonly folder: NodeFolder;
  /** Variables beside those that preload the clock. */
  readonly environment: Readonly<Record<string, string>>;
};

/** Who starts servers, and lets them be governed like processes of this machine, which is what containers are, too. */
export type ServerMaker = {
  readonly version: RedisVersion;
  /** Such as "Redis 7.0.15". */
  readonly name: string;
  /** For messages: a program or an image. */
  readonly what: string;
  /** The program, where it can be started as a process; null where there is only an image. */
  readonly binary: string | null;
  /**
   * Starts a server and does not wait until it listens. The process that it gives leads a group of its own.
   *
   * @throws ServerTrouble CANNOT_START
   */
  readonly start: (order: ServerOrder) => number;
};

/** Servers as processes. */
export const processMaker = ({ binary, name, version }: KnownServer): ServerMaker => ({
  version,
  name,
  what: binary,
  binary,
  start({ folder, environment }) {
    const log = openSync(folder.logFile, "a");
    const child = spawn(binary, [folder.configFile], {
      cwd: folder.data, // a later run knows by it whose a left server is, see serversIn
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, LD_PRELOAD: buildClockLibrary(), ...environment },
    });
    closeSync(log);
    child.on("error", () => {}); // told below
    child.unref();
    if (child.pid === undefined)
      throw new ServerTrouble("CANNOT_START", `${binary} cannot be started`);
    return child.pid;
  },
});
