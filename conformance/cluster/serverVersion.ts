import { InputError } from "../../spec/inputError.ts";
import type { ServerVersion } from "./realTopology.ts";

/** The oldest Redis whose CLUSTER commands and append-only file we know how to handle. */
const oldestMajor = 7;

/**
 * Reads what a server is from INFO.
 *
 * @param where for messages, such as "image redis:6.2".
 * @throws InputError OLD_SERVER, UNUSABLE_SERVER
 */
export function serverVersionOf(info: string, where: string): ServerVersion {
  const valkey = /^valkey_version:([\d.]+)/m.exec(info)?.[1];
  const number = valkey ?? /^redis_version:([\d.]+)/m.exec(info)?.[1];
  if (number === undefined)
    throw new InputError(
      "UNUSABLE_SERVER",
      `${where}: INFO tells no version; Redis 7.0 or later, or Valkey, would be right`,
    );
  const server = valkey === undefined ? "redis" : "valkey";
  refuseOld(server, number, where);
  return { server, number, name: `${server} ${number}` };
}

/** @throws InputError OLD_SERVER */
export function refuseOld(server: string, number: string, where: string): void {
  if (Number(number.split(".")[0]) >= oldestMajor) return;
  throw new InputError(
    "OLD_SERVER",
    `${where} is ${server} ${number}; Redis 7.0 or later, or Valkey, would be right`,
  );
}
