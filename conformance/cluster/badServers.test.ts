import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { openTopology, type TopologyOptions } from "./openTopology.ts";

// Programs that are asked to be servers, and are none that we can use. Nothing here needs a real Redis.
const folder = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string, source: string): string => {
  const path = join(folder, name);
  writeFileSync(path, `#!${process.execPath}\n${source}`);
  chmodSync(path, 0o755);
  return path;
};

/** A server that sends `answer` for whatever it gets. */
const answering = (name: string, answer: string): string =>
  program(
    name,
    `const config = require("node:fs").readFileSync(process.argv[2], "utf8");
     const port = Number(/^port "(\\d+)"/m.exec(config)[1]);
     require("node:net")
       .createServer((socket) => socket.on("error", () => {}).on("data", () => socket.write(${JSON.stringify(answer)})))
       .listen(port, "127.0.0.1");`,
  );

async function refusal(binary: string, options: TopologyOptions = {}): Promise<string> {
  const own = { servers: "processes", binary, readyMsMax: 2_000, logFolder: folder } as const;
  const real = openTopology({ kind: "standalone" }, { ...own, ...options });
  return real.then(
    () => "it opened",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

it("names a server that answers with garbage", async () => {
  const said = await refusal(answering("garbage", "HTTP/1.1 400 Bad Request\r\n\r\n"));
  expect(said).toMatch(
    /SERVER_GARBAGE redis-1 \(127\.0\.0\.1:\d+\) answered "HTTP\/1\.1 400 .*"; a reply of Redis would be right \(is it another program's port\?\); that was so for 2000 ms; its log ends with: nothing; logs: /,
  );
});

it("names a server that answers nothing", async () => {
  expect(await refusal(answering("silent", ""))).toMatch(
    /SERVER_SILENT redis-1 .* did not answer CONFIG within 500 ms; a server that is not stopped or overloaded would; that was so for 2000 ms/,
  );
});

it("names a server that is too old to take our configuration", async () => {
  const said = `
*** FATAL CONFIG FILE ERROR (Redis 6.0.16) ***
Reading the configuration file, at line 8
>>> 'enable-debug-command "yes"'
Bad directive or wrong number of arguments`;
  const old = program("old", `console.error(${JSON.stringify(said)}); process.exit(1);`);
  expect(await refusal(old)).toBe(
    `${old} is redis 6.0.16; Redis 7.0 or later, or Valkey, would be right`,
  );
});

it("names a temporary directory that is not there", async () => {
  vi.stubEnv("TMPDIR", join(folder, "none"));
  expect(await refusal("/bin/false")).toBe(
    `cannot write what servers need into ${join(folder, "none")} (no such file or directory); a writable folder with some megabytes free would be right (TMPDIR)`,
  );
});
