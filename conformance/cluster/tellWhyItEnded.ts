import { InputError } from "../../spec/inputError.ts";
import { refuseOld } from "./serverVersion.ts";
import { ServerTrouble } from "./serverTrouble.ts";

export type Ended = {
  /** What runs, such as "image redis:7.0" or a program. */
  readonly what: string;
  /** Such as "redis-1 (127.0.0.1:7001)". */
  readonly who: string;
  readonly port: number;
  /** Such as "exit code 1". */
  readonly ending: string;
  /** Everything that it said. */
  readonly said: string;
  readonly isFrozen: boolean;
};

/** Why a server that was to start ended instead: one line for each cause that people meet. */
export function tellWhyItEnded({ what, who, port, ending, said, isFrozen }: Ended): Error {
  if (/Address already in use/i.test(said))
    return new InputError(
      "PORT_TAKEN",
      `${who}: another program listens on port ${port}; end it, or let the ports be chosen`,
    );
  const config =
    /FATAL CONFIG FILE ERROR \((Redis|Valkey) ([\d.]+)\)[^>]*>>> '([^\n]*)'\n([^\n]*)/.exec(said);
  if (config !== null) {
    const [, server = "", number = "", line = "", why = ""] = config;
    try {
      refuseOld(server.toLowerCase(), number, what);
    } catch (error) {
      if (error instanceof InputError) return error;
    }
    return new InputError("BAD_CONFIG", `${who}: ${server} ${number} refuses ${line} (${why})`);
  }
  if (isFrozen && /LD_PRELOAD|shared librar/i.test(said))
    return new InputError(
      "NO_FROZEN_CLOCK",
      `${what} cannot load the preloaded clock (${lastLine(said)}); an image with the C library of this machine would be right (Debian, not Alpine), or the wall clock`,
    );
  if (/can't open config file/i.test(said))
    return new InputError(
      "DOCKER_UNUSABLE",
      `${who}: ${what} does not see the folders of this machine; an engine of this machine itself would be right, or a TMPDIR that both see`,
    );
  if (/No space left on device/i.test(said))
    return new ServerTrouble("DISK_FULL", `${who} ended with ${ending}: ${lastLine(said)}`);
  return new ServerTrouble(
    "NODE_DIED",
    `${who}: ${what} ended with ${ending} instead of starting; it said: ${lastLine(said)}`,
  );
}

/** The last line that says something, without the process number and the time that servers write before it. */
export function lastLine(said: string): string {
  const line = said.trimEnd().split("\n").at(-1) ?? "";
  return line.replace(/^\d+:[A-Z] .*?\d\d:\d\d:\d\d\.\d{3} [.\-*#] /, "").trim() || "nothing";
}
