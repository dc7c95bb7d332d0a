import { expect, it } from "vitest";
import { nodeForTests } from "./nodeForTests.ts";

/** What a client hears that listens to all keyspace channels: "channel event", in order. */
function listener(flags: string) {
  const test = nodeForTests();
  test.run(`CONFIG SET notify-keyspace-events ${flags}`);
  const client = test.connect();
  client.say("PSUBSCRIBE *");
  const heard = (): string[] =>
    client
      .heard()
      .split("*4\r\n$8\r\npmessage\r\n$1\r\n*\r\n")
      .slice(1)
      .map((message) => {
        const [, channel = "", , text = ""] = message.split("\r\n");
        return `${channel} ${text}`;
      });
  return { ...test, heard };
}

it("tells of keys by key and by event", () => {
  const { run, heard } = listener("KEA");
  run("SET k v EX 10");
  expect(heard()).toEqual([
    "__keyspace@0__:k set",
    "__keyevent@0__:set k",
    "__keyspace@0__:k expire",
    "__keyevent@0__:expire k",
  ]);
});

it("tells what was asked for only", () => {
  const { run, heard } = listener("Elg");
  run("SET s v");
  run("RPUSH from a");
  run("LMOVE from to LEFT RIGHT");
  run("RENAME to other");
  expect(heard()).toEqual([
    "__keyevent@0__:rpush from",
    "__keyevent@0__:rpush to",
    "__keyevent@0__:lpop from",
    "__keyevent@0__:del from",
    "__keyevent@0__:rename_from to",
    "__keyevent@0__:rename_to other",
  ]);
});

it("tells of expiry when the key is deleted, by tick or by who asks for it", () => {
  const { node, run, heard, advanceMs } = listener("Ex");
  run("SET a v PX 10");
  run("SET b v PX 20");
  advanceMs(11);
  node.tick();
  expect(heard()).toEqual(["__keyevent@0__:expired a"]);
  advanceMs(11);
  run("GET b");
  expect(heard()).toEqual(["__keyevent@0__:expired b"]);
});

it("gives its flags back as Redis does", () => {
  const { run } = nodeForTests();
  const normal = (flags: string) => {
    run(`CONFIG SET notify-keyspace-events ${flags}`);
    return run("CONFIG GET notify-keyspace-events");
  };
  expect(normal("nEKe$lg")).toEqual({ map: [["notify-keyspace-events", "g$lenKE"]] });
  expect(normal("g$lshzxetdE")).toEqual({ map: [["notify-keyspace-events", "AE"]] });
  expect(normal("AKEn")).toEqual({ map: [["notify-keyspace-events", "AKE"]] });
  expect(run("CONFIG SET notify-keyspace-events Kx?")).toMatchObject({
    error: expect.stringContaining("Invalid event class character"),
  });
});

it("tells of new keys although CONFIG GET forgets that behind A", () => {
  const { run, heard } = listener("AKEn");
  run("SET k v");
  expect(heard()).toEqual([
    "__keyspace@0__:k new",
    "__keyevent@0__:new k",
    "__keyspace@0__:k set",
    "__keyevent@0__:set k",
  ]);
});

it.each([
  ["COPY none k", ["none"]],
  ["COPY s k", []],
  ["PFMERGE a b", ["a", "b"]],
  ["SET a v GET", ["a"]],
  ["SET a v GET KEEPTTL", ["a"]],
  ["SET a v NX", []],
  ["GETSET a v", ["a"]],
  ["BITFIELD a", ["a"]],
  ["BITFIELD a GET u8 0", ["a"]],
  ["BITFIELD a SET u8 0 1", []],
  ["XACK a g 1", ["a"]],
  ["XCLAIM a g c 0 1", ["a"]],
  ["XAUTOCLAIM a g c 0 0", ["a"]],
  ["XAUTOCLAIM a g c x 0", ["a"]],
])("misses by %s what it reads, not what it writes", (line, missed) => {
  const { run, heard } = listener("Km");
  run("SET s v");
  run(line);
  expect(heard()).toEqual(missed.map((key) => `__keyspace@0__:${key} keymiss`));
});

it("tells of streams, their groups, and consumers whom a read makes known", () => {
  const { run, heard } = listener("Et");
  run("XGROUP CREATE s g $ MKSTREAM");
  run("XADD s MAXLEN 1 * f v");
  run("XADD s MAXLEN 1 * f v");
  run("XREADGROUP GROUP g c STREAMS s >");
  run("XREADGROUP GROUP g c STREAMS s 0");
  run("XACK s g 1-1");
  run("XTRIM s MAXLEN 0");
  run("XGROUP DESTROY s g");
  expect(heard()).toEqual([
    "__keyevent@0__:xgroup-create s",
    "__keyevent@0__:xadd s",
    "__keyevent@0__:xadd s",
    "__keyevent@0__:xtrim s",
    "__keyevent@0__:xgroup-createconsumer s",
    "__keyevent@0__:xtrim s",
    "__keyevent@0__:xgroup-destroy s",
  ]);
});
