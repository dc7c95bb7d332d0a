import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findEngine } from "./engine.ts";
import { openTopology } from "./openTopology.ts";

// Engines that cannot be used, whatever this machine has.
let folder: string;
let socket: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
  socket = join(folder, "docker.sock");
  vi.stubEnv("DOCKER_HOST", `unix://${socket}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const remedy = "start Docker, or use processes (--servers processes)";

it("tells an engine that is not there, although testcontainers would take another one", async () => {
  await expect(findEngine()).rejects.toThrow(
    `the Docker engine at DOCKER_HOST=unix://${socket} is not there; ${remedy}`,
  );
});

it("tells an engine that answers something else", async () => {
  const other = createServer((connection) => {
    connection.on("error", () => {}).end("220 mail.example.com ESMTP\r\n");
  });
  await new Promise<void>((resolve) => other.listen(socket, resolve));
  await expect(openTopology({ kind: "standalone" }, { servers: "containers" })).rejects.toThrow(
    `the Docker engine at DOCKER_HOST=unix://${socket} takes connections and does not answer as Docker does; ${remedy}`,
  );
  await new Promise((resolve) => other.close(resolve));
});
