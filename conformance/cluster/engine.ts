import { existsSync } from "node:fs";
import { connect } from "node:net";
import type { ContainerRuntimeClient } from "testcontainers";
import { InputError } from "../../spec/inputError.ts";
import { isObject } from "../../spec/shape.ts";
import { ServerTrouble } from "./serverTrouble.ts";

/** A Docker engine that answers. */
export type Engine = ContainerRuntimeClient;

const answerMsMax = 10_000;
/** While an engine carries something out it may be silent so long. */
const silentMsMax = 120_000;

/**
 * The Docker engine of this machine, wherever testcontainers finds it.
 *
 * @throws InputError NO_DOCKER where there is none, DOCKER_UNUSABLE where there is one that we cannot use, and why.
 */
export async function findEngine(): Promise<Engine> {
  try {
    // Loaded here, because it takes half a second, which who wants processes need not wait for.
    const { getContainerRuntimeClient } = await import("testcontainers");
    const engine = await within(getContainerRuntimeClient(), answerMsMax);
    // testcontainers remembers an engine that it has found once; it may be gone by now.
    await within(engine.container.dockerode.ping(), answerMsMax);
    if (isElsewhere(engine)) throw new Error("does not answer");
    const modem: unknown = engine.container.dockerode.modem;
    // An engine that hangs would be waited for for ever.
    if (isObject(modem)) Object.assign(modem, { timeout: silentMsMax });
    return engine;
  } catch (error) {
    throw await whyNoEngine(error);
  }
}

/** Where DOCKER_HOST leads nowhere testcontainers takes another engine, which is not the one that was asked for. */
function isElsewhere(engine: Engine): boolean {
  const host = process.env["DOCKER_HOST"];
  const modem: unknown = engine.container.dockerode.modem;
  if (!host?.startsWith("unix://") || !isObject(modem)) return false;
  return modem["socketPath"] !== host.slice("unix://".length);
}

/**
 * Has the engine do something that it can do when it is well.
 *
 * @param what for the message, such as "pause redis-1".
 * @throws ServerTrouble ENGINE_FAILED
 */
export async function ordered<Value>(what: string, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw new ServerTrouble(
      "ENGINE_FAILED",
      `the Docker engine cannot ${what}: ${engineSays(error)}`,
    );
  }
}

/** Turns what the engine answers into one line of our own. */
export function engineSays(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return said.replace(/\s+/g, " ").trim();
}

async function whyNoEngine(error: unknown): Promise<InputError> {
  const host = process.env["DOCKER_HOST"];
  const socket = host === undefined ? "/var/run/docker.sock" : host.replace(/^unix:\/\//, "");
  const where = host === undefined ? socket : `DOCKER_HOST=${host}`;
  const remedy = "start Docker, or use processes (--servers processes)";
  if (host === undefined && !existsSync(socket))
    return new InputError("NO_DOCKER", `no Docker engine: there is no ${socket}; ${remedy}`);
  const why = socket.startsWith("/") ? await whyNotConnected(socket) : engineSays(error);
  return new InputError("DOCKER_UNUSABLE", `the Docker engine at ${where} ${why}; ${remedy}`);
}

function whyNotConnected(socket: string): Promise<string> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => {
      probe.destroy();
      resolve("takes connections and does not answer as Docker does");
    });
    probe.once("error", (error) => {
      const code = "code" in error ? String(error.code) : "";
      resolve(reasons.get(code) ?? `cannot be used (${error.message})`);
    });
  });
}

const reasons = new Map([
  ["EACCES", "may not be used by this user (add it to the group docker)"],
  ["ECONNREFUSED", "is not running"],
  ["ENOENT", "is not there"],
]);

function within<Value>(work: Promise<Value>, msMax: number): Promise<Value> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${msMax} ms`)), msMax);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
