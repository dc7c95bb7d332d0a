import { InputError } from "../../spec/inputError.ts";
import { programOnPath } from "../servers/programOnPath.ts";
import { findEngine, type Engine } from "./engine.ts";
import type { MachineOrder, MachineRoom } from "./machine.ts";
import { openProcessRoom } from "./processRoom.ts";

/** Which servers are wanted. */
export type ServersWanted = {
  /**
   * `any` (default): an image or a program that is given decides; else containers where a Docker engine can be used,
   * processes where not.
   */
  readonly servers?: "containers" | "processes" | "any";
  /** For containers: "redis:7.2", "valkey/valkey:8.1". */
  readonly image?: string;
  /** For processes: the program; the `redis-server` on the PATH when it is not given. */
  readonly binary?: string;
};

/** Chooses the maker. @throws InputError when it cannot be had. */
export async function roomFor(
  wanted: ServersWanted,
  topologyFolder: string,
  orders: readonly MachineOrder[],
): Promise<MachineRoom> {
  const engine = await engineFor(wanted);
  if (engine !== null) {
    const { openContainerRoom } = await import("./containerRoom.ts"); // with all of testcontainers
    return openContainerRoom(engine, wanted.image ?? null, topologyFolder, orders);
  }
  return openProcessRoom(wanted.binary ?? serverOnPath(), orders);
}

/** The engine whose containers are wanted; null for processes. @throws InputError NO_DOCKER, DOCKER_UNUSABLE */
export async function engineFor(wanted: ServersWanted): Promise<Engine | null> {
  const { servers = "any", image, binary } = wanted;
  if (servers === "processes" || (servers === "any" && binary !== undefined)) return null;
  try {
    return await findEngine();
  } catch (error) {
    if (servers === "any" && image === undefined) return null;
    throw error;
  }
}

function serverOnPath(): string {
  const binary = programOnPath("redis-server");
  if (binary !== null) return binary;
  throw new InputError(
    "NO_SERVER",
    "no redis-server on the PATH; install it (apt-get install redis-server), or start Docker and use containers",
  );
}
