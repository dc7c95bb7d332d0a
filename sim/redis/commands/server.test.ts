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
