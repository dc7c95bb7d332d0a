import { once } from "node:events";
import { connect, createServer, Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { connectThrough } from "./connectThrough.ts";

// oxlint-disable-next-line typescript/unbound-method -- it is only put back
const { connect: own } = Socket.prototype;
afterEach(() => {
  Socket.prototype.connect = own;
});

it("leads whoever connects to another port, however it says where to", async () => {
  const server = createServer((socket) => socket.end("here")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  connectThrough({ "172.18.0.2:6379": port, "127.0.0.1:1": port });
  const sockets = [
    connect({ host: "172.18.0.2", port: 6379 }),
    connect(6379, "172.18.0.2"),
    connect(1),
    new Socket().connect(1, "localhost"),
    new Socket().connect({ port, host: "127.0.0.1" }),
  ];
  for (const socket of sockets) {
    const [said] = await once(socket, "data");
    expect(String(said)).toBe("here");
    socket.destroy();
  }
  server.close();
});
