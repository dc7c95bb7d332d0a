import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

const pairs = (...texts: string[]) => ({
  map: texts.flatMap((text, i) => (i % 2 === 0 ? [[text, texts[i + 1]]] : [])),
});

it("lets a field go when its time is over, and the hash with its last field", () => {
  const { node, run, advanceMs } = nodeForTests("8.0");
  run("HSET h a 1 b 2");
  expect(run("HPEXPIRE h 100 FIELDS 2 a x")).toEqual([1, -2]);
  expect(run("HPTTL h FIELDS 3 a b x")).toEqual([100, -1, -2]);
  expect(node.nextDeadlineUs()).toBe(1_700_000_000_101_000);

  advanceMs(101);
  node.tick();
  expect(run("HGETALL h")).toEqual(pairs("b", "2"));
  run("HPEXPIRE h 100 FIELDS 1 b");
  advanceMs(101);
  node.tick();
  expect(run("EXISTS h")).toBe(0);
  expect(node.nextDeadlineUs()).toBeNull();
});

it("does not show a field that is past its time before anything deleted it; only HLEN counts it", () => {
  const { run, advanceMs } = nodeForTests("8.0");
  run("HSETEX h PX 100 FIELDS 2 a 1 b 2");
  run("HSET h c 3");
  advanceMs(101);
  expect(run("HGETALL h")).toEqual(pairs("c", "3"));
  expect(run("HKEYS h")).toEqual(["c"]);
  expect(run("HLEN h")).toBe(3);
  expect(run("HGET h a")).toBeNull();
  expect(run("HLEN h")).toBe(2);
  expect(run("HINCRBY h b 5")).toBe(5);
  expect(run("HTTL h FIELDS 1 b")).toEqual([-1]);
});

it("forgets the time of a field that is written, but not of one that is counted in", () => {
  const { run } = nodeForTests("8.0");
  run("HSETEX h EX 100 FIELDS 2 a 1 b 2");
  run("HSET h a 5");
  run("HINCRBY h b 1");
  run("HSETEX h KEEPTTL FIELDS 1 b 7");
  expect(run("HTTL h FIELDS 2 a b")).toEqual([-1, 100]);
});

it("keeps a listpack in the order of the times, equal ones the later first, those without a time last", () => {
  const { run } = nodeForTests("8.0");
  run("HSET h a 1 b 2 c 3");
  expect(run("OBJECT ENCODING h")).toBe("listpack");
  run("HEXPIRE h 100 FIELDS 2 b c");
  expect(run("HKEYS h")).toEqual(["c", "b", "a"]);
  expect(run("OBJECT ENCODING h")).toBe("listpackex");
  run("HPERSIST h FIELDS 1 c");
  expect(run("HKEYS h")).toEqual(["b", "a", "c"]);
});

it.each([
  ["NX", [0, 1]],
  ["XX", [1, 0]],
  ["GT", [1, 0]],
  ["LT", [0, 1]],
])("HEXPIRE %s on a field with an earlier time and on one with none", (condition, results) => {
  const { run } = nodeForTests("8.0");
  run("HSETEX h EX 10 FIELDS 1 timed 1");
  run("HSET h free 2");
  expect(run(`HEXPIRE h 20 ${condition} FIELDS 2 timed free`)).toEqual(results);
});

it("deletes at once what is given a time in the past", () => {
  const { run } = nodeForTests("8.0");
  run("HSET h a 1");
  expect(run("HEXPIREAT h 1 FIELDS 1 a")).toEqual([2]);
  expect(run("EXISTS h")).toBe(0);
});

it("reads and deletes, or reads and changes the time, in one command", () => {
  const { run } = nodeForTests("8.0");
  run("HSET h a 1 b 2");
  expect(run("HGETEX h EX 10 FIELDS 2 a x")).toEqual(["1", null]);
  expect(run("HGETEX h PERSIST FIELDS 1 a")).toEqual(["1"]);
  expect(run("HGETDEL h FIELDS 2 a x")).toEqual(["1", null]);
  expect(run("HTTL h FIELDS 2 a b")).toEqual([-2, -1]);
});

it("sets all fields or none, as FNX and FXX ask", () => {
  const { run } = nodeForTests("8.0");
  expect(run("HSETEX h FXX FIELDS 1 a 1")).toBe(0);
  expect(run("HSETEX h FNX FIELDS 2 a 1 b 2")).toBe(1);
  expect(run("HSETEX h FNX FIELDS 2 b 1 c 2")).toBe(0);
  expect(run("HSETEX h FXX FIELDS 2 a 3 b 4")).toBe(1);
  expect(run("HGETALL h")).toEqual(pairs("a", "3", "b", "4"));
});

it("keeps the times of fields through RENAME, COPY and MOVE", () => {
  const { node, run, advanceMs } = nodeForTests("8.0");
  run("HSETEX h PX 100 FIELDS 1 a 1");
  run("COPY h copy");
  run("RENAME h renamed");
  run("MOVE renamed 1");
  advanceMs(101);
  node.tick();
  expect(run("DBSIZE")).toBe(0);
  run("SELECT 1");
  expect(run("DBSIZE")).toBe(0);
});

it("tells subscribers of keyspace events what became of fields", () => {
  const { node, run, advanceMs, connect } = nodeForTests("8.0");
  run("CONFIG SET notify-keyspace-events Kgh");
  const client = connect();
  client.say("PSUBSCRIBE __keyspace@0__:*");
  const events = () => [...client.heard().matchAll(/\r\n([a-z]+)\r\n(?=\*|$)/g)].map(([, e]) => e);
  run("HSETEX h PX 100 FIELDS 1 a 1");
  expect(events()).toEqual(["hset", "hexpire"]);
  run("HPERSIST h FIELDS 1 a");
  run("HPEXPIRE h 100 FIELDS 1 a");
  expect(events()).toEqual(["hpersist", "hexpire"]);
  advanceMs(101);
  node.tick();
  expect(events()).toEqual(["hexpired", "del"]);
});

it.each([
  ["HEXPIRE h x FIELDS 1 a", "ERR value is not an integer or out of range"],
  ["HEXPIRE h -1 FIELDS 1 a", "ERR invalid expire time, must be >= 0"],
  ["HEXPIRE h 70368744178 FIELDS 1 a", "ERR invalid expire time in 'hexpire' command"],
  ["HEXPIRE h 1 FIELDS 0 a", "ERR Parameter `numFields` should be greater than 0"],
  ["HTTL h FIELDS 0 a", "ERR Number of fields must be a positive integer"],
  ["HTTL h FIELDS 2 a", "ERR The `numfields` parameter must match the number of arguments"],
  ["HTTL h ONLY 1 a", "ERR Mandatory argument FIELDS is missing or not at the right position"],
  [
    "HSETEX h EX 1 KEEPTTL FIELDS 1 a 1",
    "ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified",
  ],
  ["HSETEX h FNX FXX FIELDS 1 a 1", "ERR Only one of FXX or FNX arguments can be specified"],
  ["HSETEX h NX FIELDS 1 a 1", "ERR unknown argument: NX"],
  ["HSETEX h FIELDS 2 a 1 b", "ERR wrong number of arguments for 'hsetex' command"],
])("refuses %s", (request, error) => {
  expect(nodeForTests("8.0").run(request)).toEqual({ error });
});

it("lists fields without values in the versions whose HSCAN knows NOVALUES", () => {
  const scan = (version: "7.0" | "8.0" | "valkey-8.1") => {
    const { run } = nodeForTests(version);
    run("HSET h a 1");
    return run("HSCAN h 0 NOVALUES");
  };
  expect(scan("8.0")).toEqual(["0", ["a"]]);
  expect(scan("valkey-8.1")).toEqual(["0", ["a"]]);
  expect(scan("7.0")).toEqual({ error: "ERR syntax error" });
});
