import { createServer, type AddressInfo } from "node:net";
import { InputError } from "../../spec/inputError.ts";
import { Random } from "../../sim/random.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { RedisNode } from "../../sim/redis/node.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { Alarm } from "./alarm.ts";
import { ServedClient } from "./servedClient.ts";
import { ServedNode } from "./servedNode.ts";
import { wallClock } from "./wallClock.ts";

/** What is served, and where. */
export type ServeRequest = {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly redisVersion: RedisVersion;
  /** Decides what the model leaves to chance: SRANDMEMBER, RANDOMKEY and the like. */
  readonly seed: number;
};

/** A model that listens. */
export type Serving = {
  readonly host: string;
  readonly port: number;
  readonly node: RedisNode;
  /** Resolves when a client has asked for SHUTDOWN. */
  readonly wasEnded: Promise<void>;
  /** Ends all connections; resolves when the port is free again. */
  readonly stop: () => Promise<void>;
};

/**
 * Serves the model over TCP, on the wall clock, until `stop`.
 *
 * @param tell what whoever runs it should know: commands that the model does not have, clients that were cut off.
 * @throws InputError when it cannot listen there.
 */
export async function serveModel(
  { host, port, redisVersion, seed }: ServeRequest,
  tell: (what: string) => void = () => {},
): Promise<Serving> {
  const nowUs = wallClock();
  let ended = (): void => undefined;
  const wasEnded = new Promise<void>((resolve) => (ended = resolve));
  const lua = await LuaEngine.load();
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(host, port, error)));
    server.listen({ host, port, backlog: 511 }, () => {
      server.removeAllListeners("error");
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens has such an address
      resolve(server.address() as AddressInfo);
    });
  });

  const at = { host: address.address, port: address.port };
  const node = new RedisNode({
    nowUs,
    random: new Random(`serve ${seed}`),
    lua,
    version: redisVersion,
    address: at,
    sleepUs: (us) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, us / 1000),
  });
  const alarm = new Alarm(nowUs, () => served.turn(() => node.tick()));
  const served = new ServedNode(node, alarm, { tell, end: () => ended() });
  const cron = setInterval(() => served.turn(() => served.endIdleClients()), 1000);

  server.on("connection", (socket) => {
    if (served.clients.size >= Number(node.config.get("maxclients"))) {
      socket.on("error", () => {});
      socket.end("-ERR max number of clients reached\r\n");
      socket.destroySoon();
      return;
    }
    served.clients.add(new ServedClient(socket, served));
  });
  server.on("error", (error) => served.tell(`a connection was not accepted: ${error.message}`));

  return {
    ...at,
    node,
    wasEnded,
    stop: () =>
      new Promise((resolve) => {
        clearInterval(cron);
        server.close(() => {
          alarm.clear();
          resolve();
        });
        for (const client of served.clients) client.destroy();
      }),
  };
}

function cannotListen(host: string, port: number, { code, message }: NodeJS.ErrnoException): Error {
  const where = `serve: ${host}:${port}`;
  switch (code) {
    case "EADDRINUSE":
      return new InputError("PORT_IN_USE", `${where} is in use; give a --port that is free`);
    case "EACCES":
      return new InputError(
        "PORT_FORBIDDEN",
        `${where} needs privileges; give a --port from 1024 on`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EINVAL":
      return new InputError(
        "BAD_HOST",
        `${where} is no address of this machine; give a --host such as 127.0.0.1`,
      );
    default:
      return new InputError("CANNOT_LISTEN", `${where}: ${message}; give another --host or --port`);
  }
}
