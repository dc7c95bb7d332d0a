import { createServer } from "node:net";
import { expect, it } from "vitest";
import { busPort } from "./busPort.ts";

const head =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

it("goes past a port that a program has on all addresses, of either family", () => {
  const tcp = `${head}   0: 00000000:2710 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1\n`;
  const tcp6 = `${head}   0: 00000000000000000000000000000000:2904 00000000000000000000000000000000:0000 0A 00000000:00000000 0\n`;
  expect(busPort(10_000, [tcp])).toBe(10_500);
  expect(busPort(10_000, [tcp, tcp6])).toBe(11_000);
});

it("takes one that a program has on another address, or that was only connected from", () => {
  const tcp = `${head}   0: 0100007F:2710 00000000:0000 0A 0:0 0\n  1: 00000000:2710 0100007F:0050 01 0:0 0\n`;
  expect(busPort(10_000, [tcp, ""])).toBe(10_000);
});

it("sees a program of this machine", async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "0.0.0.0", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  expect(busPort(port)).toBe(port + 500);
  await new Promise((resolve) => server.close(resolve));
});
