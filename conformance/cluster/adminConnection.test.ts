import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { AdminConnection } from "./adminConnection.ts";

let server: Server;
let connection: AdminConnection;
const sockets = new Set<Socket>();
afterEach(async () => {
  connection.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => server.close(resolve));
});

it("gives each question its own answer, however the bytes are cut", async () => {
  await answering(["+PO", "NG\r\n:7\r\n$-1\r\n", "*2\r\n$1\r\na\r\n-ERR no\r\n"]);
  const replies = await Promise.all(["A", "B", "C", "D"].map((word) => connection.ask(word)));
  expect(replies).toEqual([{ status: "PONG" }, 7, null, ["a", { error: "ERR no" }]]);
});

it("names a server that takes requests and answers none", async () => {
  await answering([]);
  await expect(connection.ask("PING")).rejects.toThrow(
    "conformance/cluster: SERVER_SILENT redis-1 (here) did not answer PING within 200 ms; a server that is not stopped or overloaded would",
  );
});

it("names a server that speaks something else", async () => {
  await answering(["HTTP/1.1 400 Bad Request\r\n\r\n"]);
  await expect(connection.ask("PING")).rejects.toThrow(
    /SERVER_GARBAGE redis-1 \(here\) answered "HTTP\/1\.1 400/,
  );
});

it("connects again after the server has hung up", async () => {
  await answering(["+OK\r\n"]);
  await connection.ask("A");
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await connection.ask("B")).toEqual({ status: "OK" });
});

async function answering(pieces: readonly string[]): Promise<void> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", async () => {
      for (const piece of pieces) {
        socket.write(piece, "latin1");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens has such an address
  const { port } = server.address() as AddressInfo;
  connection = new AdminConnection("redis-1 (here)", port, 200);
}
