import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { processMaker } from "./serverMaker.ts";
import { ServerProcess } from "./serverProcess.ts";

// Programs that are asked to be servers, and are none that we can use. They need the clock, as lockstep does.
const folder = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("names a server that answers with garbage", () => {
  const program = script(
    "garbage",
    `const config = require("node:fs").readFileSync(process.argv[2], "utf8");
     require("node:net")
       .createServer((socket) => socket.on("error", () => {}).on("data", () => socket.write("HTTP/1.1 400\\r\\n\\r\\n")))
       .listen(/^unixsocket (.*)/m.exec(config)[1]);`,
  );
  expect(() => start(program)).toThrow(
    `SERVER_GARBAGE ${program} as redis-1 answered "HTTP/1.1 400\\r\\n\\r\\n"; a reply of Redis would be right`,
  );
});

it("names a server that ends at once, with its last words", () => {
  const program = script("ends", 'console.log("no memory"); process.exit(3);');
  expect(() => start(program)).toThrow(
    `SERVER_SILENT ${program} as redis-1: ended before it would answer; its log ends with: no memory`,
  );
});

function script(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!${process.execPath}\n${source}`);
  chmodSync(path, 0o755);
  return path;
}

/** Starts a program as lockstep does, waits for its first answer, and ends it. */
function start(binary: string): void {
  const maker = processMaker({ binary, name: "Redis 7.0.15", version: "7.0" });
  const options = { maker, name: "redis-1", parent: folder, startUs: 0, config: new Map() };
  const server = new ServerProcess(options);
  try {
    server.connectFirst().close();
  } finally {
    server.end();
    rmSync(join(folder, "redis-1"), { recursive: true });
  }
}
