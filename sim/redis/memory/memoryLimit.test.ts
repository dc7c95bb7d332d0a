import { expect, test } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

const outOfMemory = { error: "OOM command not allowed when used memory > 'maxmemory'." };

test("what may grow is refused when the memory is used up, and nothing else", () => {
  const { run } = nodeForTests();
  run("SET k v");
  run("CONFIG SET maxmemory 1");
  expect(run("SET k w")).toEqual(outOfMemory);
  expect(run("GET k")).toBe("v");
  expect(run("DEL k")).toBe(1);
  run("CONFIG SET maxmemory 0");
  expect(run("SET k w")).toEqual({ status: "OK" });
});

test("a transaction takes no more commands when the memory is used up", () => {
  const { run } = nodeForTests();
  run("CONFIG SET maxmemory 1");
  run("MULTI");
  expect(run("GET k")).toEqual(outOfMemory);
  expect(run("EXEC")).toEqual({
    error: "EXECABORT Transaction discarded because of previous errors.",
  });
});

test.each(["allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-ttl", "volatile-random"])(
  "%s evicts until there is room",
  (policy) => {
    const { node, run } = nodeForTests();
    for (let i = 0; i < 500; i++) run(`SET key:${i} ${"x".repeat(100)} EX ${1000 + i}`);
    const limit = node.memory.usedBytes() - 10_000;
    run(`CONFIG SET maxmemory-policy ${policy} maxmemory ${limit}`);
    expect(run("SET another value")).toEqual({ status: "OK" });
    expect(node.ledger.evicted).toBeGreaterThan(20);
    expect(run("DBSIZE")).toBe(501 - node.ledger.evicted);
  },
);

test("the least recently used goes first when all are looked at", () => {
  const { run, advanceMs, node } = nodeForTests();
  for (let i = 0; i < 10; i++) {
    run(`SET key:${i} value${i}`);
    advanceMs(1000);
  }
  run("GET key:0");
  const limit = node.memory.usedBytes() - 1;
  run(`CONFIG SET maxmemory-policy allkeys-lru maxmemory-samples 20 maxmemory ${limit}`);
  run("PING");
  expect(run("EXISTS key:0 key:1 key:2")).toBe(2);
  expect(run("EXISTS key:1")).toBe(0);
});

test("volatile policies evict nothing that has no time to live", () => {
  const { run } = nodeForTests();
  run("SET k v");
  run("CONFIG SET maxmemory-policy volatile-lru maxmemory 1");
  expect(run("SET k w")).toEqual(outOfMemory);
  expect(run("GET k")).toBe("v");
});

test("whoever asked for it hears of what was evicted", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  run("CONFIG SET notify-keyspace-events Ee");
  client.say("SUBSCRIBE __keyevent@0__:evicted");
  run("SET k value");
  run("CONFIG SET maxmemory-policy allkeys-lru maxmemory 1");
  run("PING");
  expect(client.heard()).toContain("__keyevent@0__:evicted\r\n$1\r\nk\r\n");
});

test("a new limit evicts by itself, as soon as CONFIG SET is done", () => {
  const { node, run } = nodeForTests();
  run("SET k v");
  run("CONFIG SET maxmemory-policy allkeys-lru maxmemory 1");
  expect(node.nextDeadlineUs()).toBe(node.ledger.nowUs);
  expect(node.ledger.evicted).toBe(0);
  node.tick();
  expect(node.ledger.evicted).toBe(1);
  expect(node.nextDeadlineUs()).toBeNull();
});

test("a limit that is lifted is forgotten at once, by scripts too", () => {
  const { node, run } = nodeForTests();
  run("CONFIG SET maxmemory 1");
  run("GET k");
  expect(node.outOfMemory).toBe(true);
  run("CONFIG SET maxmemory 0");
  expect(node.outOfMemory).toBe(false);
});
