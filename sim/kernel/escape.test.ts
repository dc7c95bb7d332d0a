import { exec } from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import fs, { promises as fsp } from "node:fs";
import { lookup as namedLookup } from "node:dns/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import tls from "node:tls";
import { pbkdf2 } from "node:crypto";
import { Worker } from "node:worker_threads";
import { gzip, gunzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** Kept before there is a kernel, as a library does that is loaded first. */
const keptLookup = dns.lookup;
import { lineServer } from "./lineServer.testkit.ts";
import { World } from "./world.ts";

const startMs = Date.UTC(2026, 0, 1);
const thisFile = fileURLToPath(import.meta.url);

async function failuresOf(code: () => unknown): Promise<string[]> {
  const world = new World({ seed: "1", startMs });
  world.network.listen("node", 7000, lineServer());
  world.process("p").start(async () => {
    try {
      await code();
    } catch {
      // Code under test may swallow the error; the run must notice all the same.
    }
  });
  await world.runUntil((startMs + 1000) * 1000);
  return world.failures.map(({ code, message }) => `${code} ${message}`);
}

it.each<[string, () => unknown]>([
  ["fs.writeFile", () => fs.writeFile(`${tmpdir()}/claimcheck-escape`, "x", () => {})],
  ["fs.promises.writeFile", () => fsp.writeFile(`${tmpdir()}/claimcheck-escape`, "x")],
  ["fs.mkdirSync", () => fs.mkdirSync(`${tmpdir()}/claimcheck-escape-dir`)],
  ["child_process.exec", () => exec("true")],
  ["new worker_threads.Worker", () => new Worker("0", { eval: true })],
  ["dgram.createSocket", () => dgram.createSocket("udp4")],
  ["tls.connect", () => tls.connect({ port: 443 })],
  ["net.createServer", () => net.createServer()],
  ["dns.resolve4", () => dns.resolve4("example.com", () => {})],
  ['dns.lookup("example.com")', () => dns.lookup("example.com", () => {})],
  ['dns.lookup("example.org")', () => namedLookup("example.org")],
  ["net.connect to example.com:80", () => net.connect(80, "example.com")],
  ["process.kill", () => process.kill(process.pid, 0)],
])("%s inside a process is an error that names the call and the caller", async (call, code) => {
  const failures = await failuresOf(code);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toContain(`ESCAPE sim/kernel: process p called ${call} at ${thisFile}:`);
});

it("notices a real operation that nobody guards, and says what it is", async () => {
  const failures = await failuresOf(() => pbkdf2("a", "b", 1, 8, "sha1", () => {}));
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(
    /REAL_OPERATION sim\/kernel: process p began a real operation \(PBKDF2REQUEST\) at /,
  );
});

it("serves a lookup of names that was kept before there was a kernel", async () => {
  const seen: unknown[] = [];
  const failures = await failuresOf(() => {
    keptLookup("node", (_error, address, family) => seen.push(address, family));
    keptLookup("node", { all: true }, (_error, addresses) => seen.push(addresses));
    setImmediate(() => seen.push("the next event"));
  });
  expect(failures).toEqual([]);
  expect(seen).toEqual(["10.0.0.1", 4, [{ address: "10.0.0.1", family: 4 }], "the next event"]);

  const [unknown] = await failuresOf(() => keptLookup("example.com", () => {}));
  expect(unknown).toMatch(/^ESCAPE sim\/kernel: process p called dns.lookup\("example.com"\) at /);

  const { address } = await new Promise<{ address: string }>((resolve, reject) => {
    keptLookup("localhost", { family: 4 }, (error, address) =>
      error === null ? resolve({ address }) : reject(error),
    );
  });
  expect(address).toBe("127.0.0.1");
});

it("lets the same calls pass outside simulated processes", async () => {
  await failuresOf(() => {});
  const path = `${tmpdir()}/claimcheck-outside-${process.pid}`;
  await fsp.writeFile(path, "x");
  expect(fs.readFileSync(path, "utf8")).toBe("x");
  fs.unlinkSync(path);
});

it("serves asynchronous file reads, compression and simulated names within the drain", async () => {
  const seen: unknown[] = [];
  const failures = await failuresOf(async () => {
    setImmediate(() => seen.push("the next event"));
    seen.push((await fsp.readFile(thisFile, "utf8")).length > 100);
    seen.push((await fsp.stat(thisFile)).isFile());
    await new Promise<void>((resolve) => fs.readFile(thisFile, (_error, data) => { seen.push(data.length > 100); resolve(); })); // prettier-ignore
    await new Promise<void>((resolve) => gzip("abc", (_error, data) => { seen.push(gunzipSync(data).toString()); resolve(); })); // prettier-ignore
    seen.push(
      await fsp.readFile("/does/not/exist").catch((error: NodeJS.ErrnoException) => error.code),
    );
    seen.push(await namedLookup("node"));
  });
  expect(failures).toEqual([]);
  expect(seen).toEqual([
    true,
    true,
    true,
    "abc",
    "ENOENT",
    { address: "10.0.0.1", family: 4 },
    "the next event",
  ]);
});
