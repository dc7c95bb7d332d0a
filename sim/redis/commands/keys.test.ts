import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("renames with the expiry of the value, not of the name", () => {
  const { run } = nodeForTests();
  run("SET a 1 PX 5000");
  run("SET b 2 PX 100");
  expect(run("RENAME a b")).toEqual({ status: "OK" });
  expect(run("PTTL b")).toBe(5000);
  expect(run("RENAME a b")).toEqual({ error: "ERR no such key" });
  run("SET a 3");
  expect(run("RENAMENX a b")).toBe(0);
});

it("copies a value that then lives its own life, also into another database", () => {
  const { run } = nodeForTests();
  run("RPUSH l a b");
  expect(run("COPY l m")).toBe(1);
  run("LPOP m");
  expect(run("LLEN l")).toBe(2);
  expect(run("COPY l m")).toBe(0);
  expect(run("COPY l m REPLACE")).toBe(1);
  expect(run("COPY l l")).toEqual({ error: "ERR source and destination objects are the same" });
  expect(run("COPY l l DB 3")).toBe(1);
  run("SELECT 3");
  expect(run("LRANGE l 0 -1")).toEqual(["a", "b"]);
});

it("keeps databases apart, moves keys between them and exchanges them", () => {
  const { run } = nodeForTests();
  run("SET k zero");
  expect(run("MOVE k 1")).toBe(1);
  expect(run("EXISTS k")).toBe(0);
  expect(run("SWAPDB 0 1")).toEqual({ status: "OK" });
  expect(run("GET k")).toBe("zero");
  expect(run("SELECT 16")).toEqual({ error: "ERR DB index is out of range" });
});

it("returns every key that stays, whatever is deleted and added while the scan goes on", () => {
  const { run, texts } = nodeForTests();
  for (let i = 0; i < 200; i++) run(`SET stays${i} v`);
  for (let i = 0; i < 200; i++) run(`SET goes${i} v`);
  const seen = new Set<string>();
  let cursor = "0";
  let step = 0;
  do {
    const [next = "0", ...page] = texts(`SCAN ${cursor} COUNT 7 MATCH stays*`);
    for (const key of page) seen.add(key);
    for (let i = 0; i < 5; i++, step++) run(`DEL goes${step}`);
    run(`SET new${step} v`);
    cursor = next;
  } while (cursor !== "0");
  expect(seen.size).toBe(200);
});

it("scans by type and refuses a cursor that is none", () => {
  const { run } = nodeForTests();
  run("SET s v");
  run("RPUSH l v");
  expect(run("SCAN 0 TYPE list")).toEqual(["0", ["l"]]);
  expect(run("SCAN x")).toEqual({ error: "ERR invalid cursor" });
  expect(run("SCAN 0 COUNT 0")).toEqual({ error: "ERR syntax error" });
});

it("matches KEYS against globs", () => {
  const { run } = nodeForTests();
  for (const key of ["bull:a", "bull:b", "other"]) run(`SET ${key} v`);
  expect(run("KEYS bull:?")).toEqual(["bull:a", "bull:b"]);
  expect(run("KEYS bull:[^a]")).toEqual(["bull:b"]);
  expect(run("KEYS *")).toHaveLength(3);
});

it("names the encoding that Redis would use", () => {
  const { run } = nodeForTests();
  run("SET n 42");
  run(`SET long ${"x".repeat(45)}`);
  run("APPEND short x");
  run("APPEND short y");
  run("INCRBYFLOAT f 3");
  const encoding = (key: string) => run(`OBJECT ENCODING ${key}`);
  expect(["n", "long", "short", "f"].map(encoding)).toEqual(["int", "raw", "raw", "embstr"]);
  run(`HSET h f ${"x".repeat(65)}`);
  run("RPUSH l a");
  expect(["h", "l", "none"].map(encoding)).toEqual(["hashtable", "quicklist", null]);
});

it("has nothing left to save after FLUSHALL, where it saves from time to time", () => {
  const { run, texts } = nodeForTests();
  const changes = (): string | undefined =>
    /changes_since_last_save:(\d+)/.exec(texts("INFO").join(""))?.[1];
  run("SET k v");
  run("FLUSHALL");
  expect(changes()).toBe("2");
  run('CONFIG SET save "3600 1"');
  run("SET k v");
  run("FLUSHALL");
  expect(changes()).toBe("0");
});
