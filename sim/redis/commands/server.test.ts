import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("tells clients what they look for when they connect", () => {
  const { run, texts } = nodeForTests();
  run("SET k v PX 1000");
  const [info] = texts("INFO");
  for (const line of ["redis_version:7.0.15", "loading:0", "role:master", "cluster_enabled:0"])
    expect(info).toContain(`${line}\r\n`);
  expect(info).toContain("db0:keys=1,expires=1,avg_ttl=1000\r\n");
  expect(run("INFO keyspace")).toEqual({
    format: "txt",
    verbatim: "# Keyspace\r\ndb0:keys=1,expires=1,avg_ttl=1000\r\n",
  });
});

it("tells the node's time", () => {
  const { run, advanceMs } = nodeForTests();
  advanceMs(1);
  expect(run("TIME")).toEqual(["1700000000", "1000"]);
});

it("is no cluster and has no replicas", () => {
  const { run } = nodeForTests();
  expect(run("CLUSTER INFO")).toEqual({
    error: "ERR This instance has cluster support disabled",
  });
  expect(run("WAIT 0 100")).toBe(0);
  expect(run("ROLE")).toEqual(["master", 0, []]);
});

it("lets a client wait for replicas that do not come", () => {
  const { node, connect, advanceMs } = nodeForTests();
  const client = connect();
  expect(client.say("WAIT 0 100")).toBe(":0\r\n");
  expect(client.say("WAIT 1 100")).toBe("");
  advanceMs(101);
  node.tick();
  expect(client.heard()).toBe(":0\r\n");
});

it("closes the connections of clients that were idle for too long", () => {
  const { node, run, connect, advanceMs } = nodeForTests();
  const [idle, busy, waiting] = [connect(), connect(), connect()];
  waiting.say("BLPOP nothing 0");
  run("CONFIG SET timeout 10");
  advanceMs(10_000);
  busy.say("PING");
  expect(node.nextDeadlineUs()).toBe(1_700_000_011_000_000);
  advanceMs(1000);
  node.tick();
  expect([idle, busy, waiting].map((client) => client.isClosed())).toEqual([true, false, false]);
});

it("turns away clients when there are as many as there may be", () => {
  const { run, connect } = nodeForTests();
  connect();
  run("CONFIG SET maxclients 1");
  const second = connect();
  expect(second.heard()).toBe("-ERR max number of clients reached\r\n");
  expect(second.isClosed()).toBe(true);
});

it("answers what concerns files and replicas as a server of its own does", () => {
  const { run, advanceMs } = nodeForTests();
  advanceMs(5000);
  expect(run("LASTSAVE")).toBe(1_700_000_000);
  expect(run("BGSAVE")).toEqual({ status: "Background saving started" });
  expect(run("LASTSAVE")).toBe(1_700_000_005);
  expect(run("REPLICAOF NO ONE")).toEqual({ status: "OK" });
  expect(run("FAILOVER")).toEqual({ error: "ERR FAILOVER requires connected replicas." });
  expect(run("SHUTDOWN ABORT")).toEqual({ error: "ERR No shutdown in progress." });
});

it("refuses what would open a port or write a file", () => {
  const { node, run } = nodeForTests();
  run("CONFIG SET appendonly yes");
  expect(node.unsupported).toEqual(['CONFIG SET appendonly "yes"']);
});

it("finds the keys of any command of Redis, supported or not", () => {
  const { node, run } = nodeForTests();
  expect(run("COMMAND GETKEYS MSET a 1 b 2")).toEqual(["a", "b"]);
  expect(run("COMMAND GETKEYS PING x")).toEqual({
    error: "ERR The command has no key arguments",
  });
  expect(node.commandKeys(["eval", "return 1", "2", "k1", "k2", "arg"])).toEqual(["k1", "k2"]);
  expect(node.commandKeys(["XREAD", "COUNT", "2", "STREAMS", "s1", "s2", "0", "0"])).toEqual([
    "s1",
    "s2",
  ]);
  expect(node.commandKeys(["ZUNIONSTORE", "out", "2", "a", "b"])).toEqual(["out", "a", "b"]);
  expect(node.commandKeys(["BLPOP", "a", "b", "0"])).toEqual(["a", "b"]);
  expect(node.commandKeys(["NOSUCH", "a"])).toEqual([]);
});

it("shows its name to LOLWUT where there is neither a picture nor a poem", () => {
  const shown = { verbatim: "Redis ver. 7.0.15\n", format: "txt" };
  expect(nodeForTests().run("LOLWUT 1 2 3")).toEqual(shown);
  expect(nodeForTests().run("LOLWUT VERSION 7")).toEqual(shown);
  expect(nodeForTests().run("LOLWUT VERSION x")).toEqual({
    error: "ERR value is not an integer or out of range",
  });
  expect(nodeForTests("8.0").run("LOLWUT VERSION 7")).toEqual({
    ...shown,
    verbatim: "Redis ver. 8.0.2\n",
  });
  expect(nodeForTests().run("LOLWUT VERSION 5")).toHaveProperty(
    "error",
    expect.stringContaining("UNSUPPORTED"),
  );
});
