import type { BackendName } from "../../spec/backend.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { InputError } from "../../spec/inputError.ts";
import { serverAtHand } from "../servers/serverAtHand.ts";
import { processMaker, type ServerMaker } from "./serverMaker.ts";

export type ServersKind = "containers" | "processes";

/** Which real servers are wanted: programs at hand, unless containers or an image are asked for. */
export type RealServers = {
  readonly servers: ServersKind | null;
  /** The image of containers; null for the usual one of a version. */
  readonly image: string | null;
};

/** Programs at hand. */
export const atHand: RealServers = { servers: null, image: null };

/** What is told to whoever chooses servers where there are none. */
export const onlyInLockstep = (backend: BackendName): InputError =>
  new InputError(
    "CONFLICTING_OPTIONS",
    `--servers and --image are for --backend lockstep and live; got --backend ${backend}, leave them out`,
  );

const makers = new Map<string, Promise<ServerMaker>>();

/**
 * Who makes servers of a version. What has to be found out is found out once in a process.
 *
 * @param version null for whatever the image has that is named.
 * @throws InputError when there are none, or when they cannot be used.
 */
export async function makerFor(
  { servers, image }: RealServers,
  version: RedisVersion | null,
): Promise<ServerMaker> {
  if (image !== null && servers === "processes")
    throw new InputError(
      "CONFLICTING_OPTIONS",
      `--image: got ${JSON.stringify(image)} with --servers processes; leave one of them out`,
    );
  const key = [servers, image, version].join(" ");
  const known = makers.get(key) ?? open({ servers, image }, version);
  makers.set(key, known);
  return known;
}

async function open(
  { servers, image }: RealServers,
  version: RedisVersion | null,
): Promise<ServerMaker> {
  if (image === null && servers !== "containers")
    return processMaker(serverAtHand(version ?? "7.0", "lockstep"));
  const { openContainerMaker } = await import("./containerMaker.ts"); // with all of testcontainers
  return openContainerMaker(image, version);
}
