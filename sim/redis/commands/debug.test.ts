import { expect, it } from "vitest";
import { Random } from "../../random.ts";
import { RedisNode } from "../node.ts";
import { nodeForTests, type NodeForTests } from "../nodeForTests.ts";

function debugged(): NodeForTests {
  const nodeAndMore = nodeForTests();
  nodeAndMore.node.configure(new Map([["enable-debug-command", "yes"]]));
  return nodeAndMore;
}

it("is closed to everybody until a configuration file opens it, and to those from elsewhere where it says local", () => {
  const { node, run, connect } = nodeForTests();
  expect(run("DEBUG DIGEST")).toMatchObject({
    error: expect.stringMatching(/^ERR DEBUG command not/),
  });
  node.configure(new Map([["enable-debug-command", "local"]]));
  expect(connect().say("DEBUG DIGEST")).toMatch(/^-ERR DEBUG command not/);
});

it("gives the digests that Redis 7.0.15 gives", () => {
  const { run } = debugged();
  const empty = "0".repeat(40);
  expect(run("DEBUG DIGEST")).toEqual({ status: empty });
  fill(run);
  expect(run("DEBUG DIGEST-VALUE text list set scores hash stream none")).toEqual(
    [
      "d037c4eb8a8b36b602fbced4000daeab0714c1e3",
      "8bf72d812571eea9b927f3c11beb0c4165a6ff89",
      "e59ab1618d554a7c728b917c7ba248898523d646",
      "008037a9dba8d2809bf6233aebe7e96b65d6aafa",
      "d127864ed50239662bf61bafc9bda63c17da5b37",
      "19e4bd886a6ecfa770b4a04e4157bd2ca6f7fff1",
      empty,
    ].map((status) => ({ status })),
  );
  expect(run("DEBUG DIGEST")).toEqual({ status: "392a43ebb269df21ab9c2322ec9461819a80f549" });
});

it("reloads what is not past its time, with its time to live", () => {
  const { run, advanceMs } = debugged();
  fill(run);
  run("PEXPIRE hash 10");
  const digest = run("DEBUG DIGEST-VALUE text list set scores stream");
  run("DEBUG SET-ACTIVE-EXPIRE 0");
  advanceMs(11);
  expect(run("DBSIZE")).toBe(6);
  expect(run("DEBUG RELOAD")).toEqual({ status: "OK" });
  expect(run("DBSIZE")).toBe(5);
  expect(run("PTTL text")).toBe(99_989);
  expect(run("DEBUG DIGEST-VALUE text list set scores stream")).toEqual(digest);
});

it("leaves keys past their time alone while there is no active expiry", () => {
  const { node, run, advanceMs } = debugged();
  run("DEBUG SET-ACTIVE-EXPIRE 0");
  run("SET k v PX 10");
  advanceMs(11);
  node.tick();
  expect(node.nextDeadlineUs()).toBeNull();
  expect(run("DBSIZE")).toBe(1);
  run("DEBUG SET-ACTIVE-EXPIRE 1");
  node.tick();
  expect(run("DBSIZE")).toBe(0);
});

it("describes values as Redis does, but for their address", () => {
  const { run } = debugged();
  fill(run);
  expect(run("DEBUG OBJECT text")).toEqual({
    status: expect.stringMatching(
      /^Value at:0x[0-9a-f]+ refcount:1 encoding:embstr serializedlength:6 lru:\d+ lru_seconds_idle:0$/,
    ),
  });
  expect(run("DEBUG OBJECT list")).toEqual({
    status: expect.stringMatching(
      /serializedlength:19 .* ql_nodes:1 ql_avg_node:3.00 ql_listpack_max:-2 ql_compressed:0 ql_uncompressed_size:16$/,
    ),
  });
});

it("populates a database with as many bytes as are asked for", () => {
  const { run } = debugged();
  expect(run("DEBUG POPULATE 3 p 10")).toEqual({ status: "OK" });
  expect(run("GET p:2")).toBe("value:2\0\0\0");
  expect(run("DEBUG POPULATE 2")).toEqual({ status: "OK" });
  expect(run("GET key:1")).toBe("value:1");
  expect(run("DEBUG POPULATE -1")).toMatchObject({
    error: expect.stringMatching(/^ERR value is out/),
  });
});

it("sends an attribute to those who speak RESP3", () => {
  const { node, connect } = debugged();
  const client = connect();
  client.say("HELLO 3");
  expect(client.say("DEBUG PROTOCOL attrib")).toBe(
    "|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n$39\r\nSome real reply following the attribute\r\n",
  );
  expect(client.say("DEBUG PROTOCOL push")).toBe(
    ">2\r\n$16\r\nserver-cpu-usage\r\n:42\r\n$40\r\nSome real reply following the push reply\r\n",
  );
  expect(node.unsupported).toEqual([]);
});

it("sleeps where time can be let pass, which is slow", () => {
  const node = sleeper();
  node.execute(["DEBUG", "SLEEP", "0.2"]);
  node.execute(["SET", "k", "v"]);
  expect(node.execute(["SLOWLOG", "GET"])).toEqual([
    [0, 1_700_000_000, 200_000, ["DEBUG", "SLEEP", "0.2"], "", ""],
  ]);
});

it("leaves nothing to those who wait that is past its time when the transaction has slept", () => {
  const node = sleeper();
  const heard: string[] = [];
  const client = node.connect({ remote: "", send: (bytes) => heard.push(bytes), close() {} });
  client.receive(["BZPOPMIN", "z", "0"]);
  node.execute(["MULTI"]);
  node.execute(["ZADD", "z", "1", "a"]);
  node.execute(["PEXPIRE", "z", "100"]);
  node.execute(["DEBUG", "SLEEP", "0.2"]);
  expect(node.execute(["EXEC"])).toEqual([1, 1, { status: "OK" }]);
  expect(heard).toEqual([]);
});

it("refuses what is about memory, files and crashes, and knows no other words than Redis", () => {
  const { node, run } = debugged();
  run("DEBUG SEGFAULT");
  run("DEBUG SLEEP 1");
  expect(node.unsupported).toEqual(["DEBUG SEGFAULT", "DEBUG SLEEP"]);
  expect(run("DEBUG FOO")).toEqual({
    error: "ERR unknown subcommand or wrong number of arguments for 'FOO'. Try DEBUG HELP.",
  });
});

function fill(run: NodeForTests["run"]): void {
  run("SET text hello PX 100000");
  run("RPUSH list a b c");
  run("SADD set 1 2 three");
  run("ZADD scores 1.5 a -inf b");
  run("HSET hash f v g w");
  run("XADD stream 5-1 f v g w");
}

function sleeper(): RedisNode {
  let nowUs = 1_700_000_000_000_000;
  const random = new Random("sleep");
  const sleepUs = (us: number): void => void (nowUs += us);
  const node = new RedisNode({ nowUs: () => nowUs, random, lua: null, sleepUs });
  node.configure(new Map([["enable-debug-command", "yes"]]));
  return node;
}
