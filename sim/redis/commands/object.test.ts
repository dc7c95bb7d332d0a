import { expect, test } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

test("a key is idle since it was last used, and looking is no use", () => {
  const { run, advanceMs } = nodeForTests();
  run("SET k value");
  advanceMs(5000);
  run("EXISTS k");
  run("TTL k");
  run("TYPE k");
  expect(run("OBJECT IDLETIME k")).toBe(5);
  run("TOUCH k");
  expect(run("OBJECT IDLETIME k")).toBe(0);
});

test("keys share the objects of small integers, and so the time of their use", () => {
  const { run, advanceMs } = nodeForTests();
  advanceMs(7000);
  run("SET a 5");
  expect(run("OBJECT REFCOUNT a")).toBe(2_147_483_647);
  expect(run("OBJECT IDLETIME a")).toBe(7);
  run("SET b 5");
  run("GET b");
  expect(run("OBJECT IDLETIME a")).toBe(0);
});

test("with a policy that counts uses, their number is told instead", () => {
  const { run, advanceMs } = nodeForTests();
  run("CONFIG SET maxmemory-policy allkeys-lfu");
  run("SET k value");
  expect(run("OBJECT FREQ k")).toBe(5);
  run("GET k");
  expect(run("OBJECT FREQ k")).toBe(6);
  advanceMs(2 * 60_000);
  expect(run("OBJECT FREQ k")).toBe(4);
  expect(run("OBJECT IDLETIME k")).toEqual({
    error:
      "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.",
  });
});

test("whoever asked for it hears of misses, but not of those of OBJECT", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  run("CONFIG SET notify-keyspace-events Em");
  client.say("SUBSCRIBE __keyevent@0__:keymiss");
  run("OBJECT ENCODING nothing");
  run("INCR nothing");
  run("GET missing");
  const heard = client.heard();
  expect(heard).toContain("missing");
  expect(heard).not.toContain("nothing");
});
