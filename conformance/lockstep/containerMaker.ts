import { copyFileSync, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InputError } from "../../spec/inputError.ts";
import { isObject } from "../../spec/shape.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { labelsOf, removalAt } from "../cluster/containersOfTopology.ts";
import { userFor } from "../cluster/containerRoom.ts";
import { findEngine, type Engine } from "../cluster/engine.ts";
import { readyImage, type ReadyImage } from "../cluster/readyImage.ts";
import { removeLeftovers } from "../cluster/removeLeftovers.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import { lastLine } from "../cluster/tellWhyItEnded.ts";
import { makeTopologyFolder, removeTopologyFolder } from "../cluster/topologyFolder.ts";
import { tellWarden } from "../cluster/warden.ts";
import { buildClockLibrary } from "../servers/frozenClock/buildClockLibrary.ts";
import { clockVariable } from "../servers/frozenClock/clockSource.ts";
import { createClockFile } from "../servers/frozenClock/createClockFile.ts";
import { serverOfVersion } from "../servers/identifyServer.ts";
import { askEngine } from "./askEngine.ts";
import type { ServerMaker, ServerOrder } from "./serverMaker.ts";

/** Where images lie: those of `npm run images` first, then official ones. */
const usualImages: Readonly<Record<RedisVersion, readonly [string, string]>> = {
  "7.0": ["claimcheck/redis:7.0", "redis:7.0"],
  "8.0": ["claimcheck/redis:8.0", "redis:8.0"],
  "valkey-8.1": ["claimcheck/valkey:8.1", "valkey/valkey:8.1"],
};

type Kitchen = {
  readonly socketPath: string;
  readonly user: string;
  readonly image: ReadyImage;
};

/**
 * Servers in containers that share the folder of their topology with us, and so the socket, the clock and the data. They
 * have the machine's own network, which nobody speaks to them through. All else is as for processes, because on Linux
 * that is what they are.
 *
 * @param image null for the usual one of that version.
 * @param version null for whatever the image has.
 * @throws InputError when there is no engine or no image, or when the image cannot be used under our clock.
 */
export async function openContainerMaker(
  image: string | null,
  version: RedisVersion | null,
): Promise<ServerMaker> {
  buildClockLibrary(); // whoever has no compiler is told at once
  const engine = await findEngine();
  await removeLeftovers(engine);
  const kitchen: Kitchen = {
    socketPath: socketOf(engine),
    user: await userFor(engine),
    image: await readyImage(engine, image, usualImages[version ?? "7.0"]),
  };
  const what = `image ${kitchen.image.image}`;
  const server = serverOfVersion(what, versionIn(kitchen));
  if (version !== null && server.version !== version)
    throw new InputError(
      "CONFLICTING_OPTIONS",
      `--image: ${kitchen.image.image} is ${server.name}, and what is asked for is ${version}; give --redis-version ${server.version}, or another image`,
    );
  const { name } = server;
  return {
    version: server.version,
    name,
    what,
    binary: null,
    start: (order) => start(kitchen, order),
  };
}

function socketOf({ container }: Engine): string {
  const modem: unknown = container.dockerode.modem;
  const path = isObject(modem) ? modem["socketPath"] : null;
  if (typeof path === "string") return path;
  throw new InputError(
    "DOCKER_UNUSABLE",
    "lockstep needs a Docker engine of this machine, with a socket in its file system; use processes (--servers processes)",
  );
}

function start({ socketPath, user, image }: Kitchen, order: ServerOrder): number {
  const { folder, name, environment } = order;
  const shared = dirname(folder.path);
  tellWarden(shared, removalAt({ socketPath }, basename(shared)));
  const body = {
    ...common(image, user, shared),
    Cmd: [folder.configFile],
    WorkingDir: folder.data,
    Hostname: name,
    Env: variables(libraryIn(shared), environment),
  };
  const answers = askEngine(socketPath, [
    { method: "POST", path: "/containers/create", body },
    { method: "POST", path: "/containers/ID/start" },
    { method: "GET", path: "/containers/ID/json" },
  ]);
  const inspected = parsed(answers[2]?.text ?? "");
  const state = inspected["State"];
  const pid = isObject(state) ? Number(state["Pid"]) : 0;
  if (pid > 0) return pid;
  const refused = answers.find(({ status }) => status >= 400);
  const why = refused === undefined ? "it ended at once" : String(parsed(refused.text)["message"]);
  throw new ServerTrouble("CANNOT_START", `${name}: image ${image.image} (${why})`);
}

/** What a container is that goes when its server ends, and has nothing of its own. */
function common(
  image: ReadyImage,
  user: string,
  shared: string,
): Readonly<Record<string, unknown>> {
  return {
    Image: image.image,
    Entrypoint: [image.program],
    User: user,
    Labels: labelsOf(basename(shared)),
    HostConfig: { Binds: [`${shared}:${shared}`], NetworkMode: "host", AutoRemove: true },
  };
}

const variables = (
  library: string,
  environment: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.entries({ LD_PRELOAD: library, ...environment }).map(
    ([name, value]) => `${name}=${value}`,
  );

/** The clock is copied to where containers see it. */
function libraryIn(folder: string): string {
  const library = join(folder, "clock.so");
  if (!existsSync(library)) copyFileSync(buildClockLibrary(), library);
  return library;
}

/** What the image's program says of its version, under our clock. */
function versionIn(kitchen: Kitchen): string {
  const folder = makeTopologyFolder();
  const clock = createClockFile(0, folder);
  try {
    const underClock = (path: string): readonly string[] =>
      variables(libraryIn(folder), { [clockVariable]: path });
    const asked = askVersion(kitchen, folder, underClock(clock.path));
    if (asked.code !== 0) throw whyNot(kitchen, asked, askVersion(kitchen, folder, []));
    // A program that preloads nothing does not miss a clock either.
    const clockless = askVersion(kitchen, folder, underClock(`${clock.path}-of-nobody`));
    if (clockless.code === noClockFile) return asked.said;
    throw noFrozenClock(kitchen, "it is linked statically");
  } finally {
    clock.remove();
    removeTopologyFolder(folder);
  }
}

type Said = { readonly code: number; readonly said: string };

function askVersion(
  { socketPath, user, image }: Kitchen,
  folder: string,
  environment: readonly string[],
): Said {
  const base = common(image, user, folder);
  const answers = askEngine(socketPath, [
    {
      method: "POST",
      path: "/containers/create",
      body: {
        ...base,
        HostConfig: { Binds: [`${folder}:${folder}`], NetworkMode: "none" },
        Cmd: ["--version"],
        Env: environment,
        Tty: true, // or what it says would come in frames
      },
    },
    { method: "POST", path: "/containers/ID/start" },
    { method: "POST", path: "/containers/ID/wait" },
    { method: "GET", path: "/containers/ID/logs?stdout=1&stderr=1" },
    { method: "DELETE", path: "/containers/ID?force=true&v=true" },
  ]);
  const refused = answers.find(({ status }) => status >= 400);
  if (refused !== undefined) {
    const id = parsed(answers[0]?.text ?? "")["Id"];
    if (typeof id === "string")
      askEngine(socketPath, [{ method: "DELETE", path: `/containers/${id}?force=true&v=true` }]);
    return { code: -1, said: String(parsed(refused.text)["message"]) };
  }
  return {
    code: Number(parsed(answers[2]?.text ?? "")["StatusCode"]),
    said: answers[3]?.text.trim() ?? "",
  };
}

/** The clock is a file that has to be seen (97 where it is not), and a library for the C library of this machine. */
function whyNot(kitchen: Kitchen, frozen: Said, plain: Said): Error {
  const { image } = kitchen;
  if (frozen.code === noClockFile)
    return new InputError(
      "DOCKER_UNUSABLE",
      `image ${image.image} does not see the folders of this machine; an engine of this machine itself would be right, or a TMPDIR that both see`,
    );
  if (plain.code === 0) return noFrozenClock(kitchen, lastLine(frozen.said));
  if (/executable file not found|no such file or directory/i.test(plain.said))
    return new InputError(
      "UNUSABLE_SERVER",
      `image ${image.image} has no ${image.program}; an image of Redis or Valkey would be right`,
    );
  return new ServerTrouble("CANNOT_START", `image ${image.image} (${lastLine(plain.said)})`);
}

const noFrozenClock = ({ image }: Kitchen, why: string): InputError =>
  new InputError(
    "NO_FROZEN_CLOCK",
    `image ${image.image} cannot load the preloaded clock (${why}); an image with the C library of this machine would be right (Debian, not Alpine), or --backend live`,
  );

/** How the preloaded clock ends a server that does not see the clock's file. */
const noClockFile = 97;

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
