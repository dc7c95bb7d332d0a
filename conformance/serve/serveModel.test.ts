import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { serveModel, type Serving } from "./serveModel.ts";

let serving: Serving | null = null;
afterEach(async () => {
  await serving?.stop();
  serving = null;
});

it("answers requests of a real socket, all that came in one piece with one piece", async () => {
  const client = await open();
  client.write("SET k v\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\nNOSUCH\r\n");
  expect(await heard(client, 3)).toEqual([
    "+OK",
    "$1",
    "v",
    "-ERR unknown command 'NOSUCH', with args beginning with: ",
  ]);
});

it("ends waits and expires keys on the wall clock", async () => {
  const client = await open();
  client.write("SET k v PX 20\r\nBLPOP nothing 0.05\r\nDBSIZE\r\n");
  expect(await heard(client, 3)).toEqual(["+OK", "*-1", ":0"]);
});

it("wakes a client that waits when another one writes", async () => {
  const waiting = await open();
  const writing = await connected(serving!.port);
  waiting.write("BLPOP list 0\r\nPING\r\n");
  await sleep(20);
  writing.write("RPUSH list a\r\n");
  expect(await heard(waiting, 6)).toEqual(["*2", "$4", "list", "$1", "a", "+PONG"]);
});

it("says why it cannot read on, and hangs up", async () => {
  const client = await open();
  client.write("*1\r\nPING\r\n");
  expect(await toTheEnd(client)).toBe("-ERR Protocol error: expected '$', got 'P'\r\n");
});

it("hangs up without a word on what a browser sends", async () => {
  const client = await open();
  client.write("POST / HTTP/1.1\r\nHost: localhost\r\n\r\nFLUSHALL\r\n");
  expect(await toTheEnd(client)).toBe("");
});

it("is silent and deaf, and hangs up never, when a request cannot be read behind CLIENT REPLY OFF", async () => {
  const client = await open();
  const other = await connected(serving!.port);
  client.write("CLIENT REPLY OFF\r\n*x\r\nSET k v\r\n");
  await sleep(20);
  other.write("DBSIZE\r\n");
  expect(await heard(other, 1)).toEqual([":0"]);
  expect([client.readyState, client.bytesRead]).toEqual(["open", 0]);
});

it("tells whoever runs it that a client wants it to end", async () => {
  const client = await open();
  client.write("SHUTDOWN NOSAVE\r\n");
  await expect(serving!.wasEnded).resolves.toBeUndefined();
});

it("turns away whoever comes after maxclients", async () => {
  const client = await open();
  client.write("CONFIG SET maxclients 1\r\n");
  await heard(client, 1);
  expect(await toTheEnd(await connected(serving!.port))).toBe(
    "-ERR max number of clients reached\r\n",
  );
});

it("says in one line that a port is in use", async () => {
  await open();
  const again = serveModel({ ...request, port: serving!.port });
  await expect(again).rejects.toThrow(
    `serve: 127.0.0.1:${serving!.port} is in use; give a --port that is free`,
  );
});

const request = { host: "127.0.0.1", port: 0, redisVersion: "7.0", seed: 1 } as const;

async function open(): Promise<Socket> {
  serving = await serveModel(request);
  return connected(serving.port);
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket)).once("error", reject);
  });
}

/** The first so many lines that come. */
async function heard(socket: Socket, lines: number): Promise<string[]> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const complete = text.split("\r\n").slice(0, -1);
    if (complete.length >= lines) return complete;
  }
  return text.split("\r\n");
}

async function toTheEnd(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}
