import { spawnSync } from "node:child_process";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { InputError } from "../../spec/inputError.ts";

/** A program that is one of the servers that the model can be. */
export type KnownServer = {
  readonly binary: string;
  /** For people, e.g. "Redis 7.0.15". */
  readonly name: string;
  readonly version: RedisVersion;
};

/**
 * Asks a program for its version.
 *
 * @throws InputError UNUSABLE_SERVER when it cannot be started, or is no server that the model can be.
 */
export function identifyServer(binary: string): KnownServer {
  const asked = spawnSync(binary, ["--version"], { encoding: "utf8", timeout: 10_000 });
  if (asked.error !== undefined)
    throw unusable(binary, `cannot be started (${asked.error.message})`);
  return { binary, ...serverOfVersion(binary, asked.stdout) };
}

/**
 * Reads what a server says for `--version`.
 *
 * @param what who says it, for messages.
 * @throws InputError UNUSABLE_SERVER when it is no server that the model can be.
 */
export function serverOfVersion(what: string, said: string): Omit<KnownServer, "binary"> {
  const [, server, number] = /^(Redis|Valkey) server v=([0-9.]+)/.exec(said) ?? [];
  if (server === undefined || number === undefined)
    throw unusable(what, `says ${JSON.stringify(said.slice(0, 60))} for a version`);
  const minor = number.split(".").slice(0, 2).join(".");
  const version = versions[`${server} ${minor}`];
  if (version === undefined) throw unusable(what, `is ${server} ${number}`);
  return { name: `${server} ${number}`, version };
}

const versions: Readonly<Record<string, RedisVersion>> = {
  "Redis 7.0": "7.0",
  "Redis 8.0": "8.0",
  "Valkey 8.1": "valkey-8.1",
};

const unusable = (binary: string, what: string): InputError =>
  new InputError(
    "UNUSABLE_SERVER",
    `${binary} ${what}; give the program of a ${Object.keys(versions).join(", ")}`,
  );
