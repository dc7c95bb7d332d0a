import type { Command } from "commander";
import { knownName } from "../arguments/knownName.ts";
import type { RealServers, ServersKind } from "../lockstep/realServers.ts";
import { once } from "./flag.ts";

/** Which real servers are taken. */
export type ServerFlags = {
  readonly servers?: ServersKind;
  readonly image?: string;
};

/** Adds them to a command. */
export const withServerFlags = (command: Command): Command =>
  command
    .option(
      "--servers <KIND>",
      "real servers as processes or containers (default: processes of programs at hand)",
      once("--servers", parseServers),
    )
    .option("--image <NAME>", "real servers in containers of that image", once("--image", String));

/** What they stand for; undefined when none was given. */
export const toRealServers = ({ servers, image }: ServerFlags): RealServers | undefined =>
  servers === undefined && image === undefined
    ? undefined
    : { servers: servers ?? null, image: image ?? null };

const parseServers = (name: string): ServersKind =>
  knownName("servers", name, ["containers", "processes"] as const, (kind) => kind);
