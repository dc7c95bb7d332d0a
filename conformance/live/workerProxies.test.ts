import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RequestParser } from "../../sim/redis/resp/requestParser.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { requestBytes } from "../differential/requestBytes.ts";
import type { LiveVerdict } from "./proxyLink.ts";
import { WorkerProxies } from "./workerProxies.ts";

/** A server that answers each request with its first word, and says from where it is asked. */
let server: Server;
let executed: string[];
let proxies: WorkerProxies;
let node: RealNode;

beforeEach(async () => {
  executed = [];
  server = createServer((socket) => {
    const parser = new RequestParser();
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => {
      for (const request of parser.feed(bytes.toString("latin1"))) {
        const argv = request.type === "request" ? request.argv : [];
        if (argv.join(" ") === "CLIENT INFO") {
          const info = `id=1 addr=127.0.0.1:${socket.remotePort} laddr=x`;
          socket.write(`$${info.length}\r\n${info}\r\n`);
          continue;
        }
        executed.push(argv[0] ?? "");
        socket.write(`+${argv[0]}\r\n`);
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const host = "127.0.0.1";
  node = {
    name: "redis-1",
    host,
    port,
    address: { host: "172.18.0.2", port: 6379 },
    state: "up",
    admin: async () => null,
    kill: async () => {},
    restart: async () => {},
    pause: async () => {},
    resume: async () => {},
    wire: null,
    log: () => "",
  };
  proxies = new WorkerProxies(() => 0);
  await proxies.open("w1", [node]);
});

afterEach(() => {
  proxies.close();
  server.close();
});

/** A client of w1, and all that it hears until its connection breaks. */
async function client() {
  const socket: Socket = connect(proxies.natOf("w1")["172.18.0.2:6379"] ?? 0, "127.0.0.1");
  let heard = "";
  socket.setEncoding("latin1");
  socket.on("error", () => {});
  socket.on("data", (bytes: string) => (heard += bytes));
  await once(socket, "connect");
  return {
    say: (...names: readonly string[]) =>
      void socket.write(names.map((name) => requestBytes([name])).join("")),
    heard: () => heard,
    isBroken: () => socket.destroyed,
    close: () => socket.destroy(),
  };
}

function atRequest(nth: number, verdict: LiveVerdict): void {
  let seen = 0;
  proxies.rules.push(() => (++seen === nth ? verdict : { type: "pass" }));
}

it("passes what is said, and knows by which port the node knows the client", async () => {
  const { say, heard, close } = await client();
  say("PING", "ECHO");
  await expect.poll(heard).toBe("+PING\r\n+ECHO\r\n");
  expect(proxies.connections).toMatchObject([{ process: "w1", node: "redis-1" }]);
  expect(proxies.portsAt(node, "w1")[0]).toBeGreaterThan(0);
  close();
});

it("loses the reply to a request that was executed, and what came behind it", async () => {
  atRequest(2, { type: "loseReply" });
  const { say, heard, isBroken } = await client();
  say("GET", "SET", "DEL");
  await expect.poll(isBroken).toBe(true);
  await expect.poll(heard).toBe("+GET\r\n");
  expect(executed).toContain("SET");
});

it("breaks a connection inside a reply", async () => {
  atRequest(1, { type: "cutReply" });
  const { say, heard, isBroken } = await client();
  say("GET");
  await expect.poll(isBroken).toBe(true);
  await expect.poll(heard).toBe("+GE");
});

it("breaks a connection before the node sees a request", async () => {
  atRequest(2, { type: "actFirst", act: async () => "cut" });
  const { say, isBroken } = await client();
  say("GET");
  await expect.poll(() => executed).toEqual(["GET"]);
  say("SET");
  await expect.poll(isBroken).toBe(true);
  expect(executed).toEqual(["GET"]);
});

it("does something after the node has acted and before anybody hears of it", async () => {
  const order: string[] = [];
  atRequest(1, { type: "passThen", act: async () => void order.push(...executed) });
  const { say, heard, close } = await client();
  say("SET");
  await expect.poll(heard).toBe("+SET\r\n");
  expect(order).toEqual(["SET"]);
  close();
});

it("holds one way of a partition and lets it pass afterwards, and lets nobody in while a node is shut", async () => {
  const { say, heard, isBroken } = await client();
  say("GET");
  await expect.poll(heard).toBe("+GET\r\n");
  const end = proxies.partition("w1", node, "replies");
  say("SET");
  await expect.poll(() => executed).toEqual(["GET", "SET"]);
  await expect.poll(heard).toBe("+GET\r\n");
  end();
  await expect.poll(heard).toBe("+GET\r\n+SET\r\n");

  proxies.shut(node);
  await expect.poll(isBroken).toBe(true);
  const other = connect(proxies.natOf("w1")["172.18.0.2:6379"] ?? 0, "127.0.0.1");
  other.on("error", () => {});
  await expect.poll(() => other.closed).toBe(true);
  proxies.unshut(node);
  const third = await client();
  third.say("GET");
  await expect.poll(third.heard).toBe("+GET\r\n");
  third.close();
});

it("refuses connections for a while, and swallows what is said over those that are stalled", async () => {
  const { say, isBroken } = await client();
  say("GET");
  await expect.poll(() => executed).toEqual(["GET"]);
  const endStall = proxies.stall("w1");
  say("SET");
  const other = await client();
  other.say("DEL");
  await expect.poll(other.heard).toBe("+DEL\r\n");
  expect(executed).toEqual(["GET", "DEL"]);
  endStall();
  await expect.poll(isBroken).toBe(true);

  const endRefusal = await proxies.refuse("w1");
  await expect.poll(other.isBroken).toBe(true);
  await expect(client()).rejects.toThrow("ECONNREFUSED");
  await endRefusal();
  const third = await client();
  third.close();
});
