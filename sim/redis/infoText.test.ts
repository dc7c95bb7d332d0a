import { expect, test } from "vitest";
import { nodeForTests } from "./nodeForTests.ts";

test("the sections of a server in order, two of them only for those who ask", () => {
  const { texts } = nodeForTests();
  const titles = (line: string): string =>
    (texts(line)[0] ?? "").match(/^# .*$/gm)?.join(" ") ?? "";
  const usual = "# Server # Clients # Memory # Persistence # Stats # Replication # CPU # Modules";
  expect(titles("INFO")).toBe(`${usual} # Errorstats # Cluster # Keyspace`);
  expect(titles("INFO everything")).toBe(
    `${usual} # Commandstats # Errorstats # Latencystats # Cluster # Keyspace`,
  );
  expect(titles("INFO STATS nosuch keyspace")).toBe("# Stats # Keyspace");
  expect(texts("INFO nosuch")).toEqual([""]);
});

test("commands that ran, were refused and failed are counted, and errors by their codes", () => {
  const { run, texts } = nodeForTests();
  run("SET k v");
  run("LPUSH k 1");
  run("GET");
  run("NOSUCH");
  expect(texts("INFO commandstats")).toEqual([
    "# Commandstats\r\n" +
      "cmdstat_get:calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0\r\n" +
      "cmdstat_lpush:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=1\r\n" +
      "cmdstat_set:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=0\r\n",
  ]);
  expect(texts("INFO errorstats")).toEqual([
    "# Errorstats\r\nerrorstat_ERR:count=2\r\nerrorstat_WRONGTYPE:count=1\r\n",
  ]);
  run("CONFIG RESETSTAT");
  expect(texts("INFO errorstats")).toEqual(["# Errorstats\r\n"]);
});

test("reads count as hits and misses, writes do not", () => {
  const { run, texts } = nodeForTests();
  run("SET k v");
  run("GET k");
  run("MGET k nothing");
  run("EXISTS nothing");
  run("INCR n");
  expect(texts("INFO stats")[0]).toContain("keyspace_hits:2\r\nkeyspace_misses:2\r\n");
});

test("counts what a wait ended with as a failure of the command that waited", () => {
  const { run, texts, connect } = nodeForTests();
  const client = connect();
  client.say("BLPOP list 0");
  const id = texts("CLIENT LIST")
    .join("")
    .match(/^id=(\d+)/)![1]!;
  run(`CLIENT UNBLOCK ${id} ERROR`);
  const stats = texts("INFO commandstats errorstats").join("");
  expect(stats).toContain("errorstat_UNBLOCKED:count=1\r\n");
  expect(stats).toMatch(/cmdstat_blpop:calls=1,.*rejected_calls=0,failed_calls=1\r\n/);
});

test("Valkey says what is paused, and for how long yet", () => {
  const { texts, advanceMs, run } = nodeForTests("valkey-8.1");
  const paused = (): string[] => (texts("INFO clients")[0] ?? "").match(/^paused_\w+:\w+/gm) ?? [];
  expect(paused()).toEqual([
    "paused_reason:none",
    "paused_actions:none",
    "paused_timeout_milliseconds:0",
  ]);
  run("CLIENT PAUSE 500 WRITE");
  advanceMs(15);
  expect(paused()).toEqual([
    "paused_reason:client_pause",
    "paused_actions:write",
    "paused_timeout_milliseconds:485",
  ]);
});

test("Redis 8.0 names the module that it comes with", () => {
  expect(nodeForTests("8.0").texts("INFO modules")[0]).toContain("module:name=vectorset,ver=1");
  expect(nodeForTests("7.0").texts("INFO modules")[0]).toBe("# Modules\r\n");
});

test("the newer servers count what was refused, and no reset makes it less", () => {
  const { texts, connect, run } = nodeForTests("8.0");
  run("ACL SETUSER worker on >secret ~jobs +get");
  const { say } = connect();
  say("AUTH worker wrong");
  say("AUTH worker secret");
  say("GET secrets");
  say("SET jobs 1");
  say("SET jobs 2");
  run("CONFIG RESETSTAT");
  run("ACL LOG RESET");
  expect((texts("INFO stats")[0] ?? "").match(/acl_access_denied_\w+:\d+/g)).toEqual([
    "acl_access_denied_auth:1",
    "acl_access_denied_cmd:2",
    "acl_access_denied_key:1",
    "acl_access_denied_channel:0",
  ]);
});
