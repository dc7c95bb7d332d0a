import { expect, it } from "vitest";
import { Random } from "../../sim/random.ts";
import type { Stream } from "../../sim/redis/keyspace/stream.ts";
import { nodeForTests } from "../../sim/redis/nodeForTests.ts";
import { EntryWatch } from "./entryWatch.ts";

const { run, node } = nodeForTests();
const streamAt = (key: string): Stream | null => {
  const value = node.databases[0]?.peek(key);
  return value?.kind === "stream" ? value.stream : null;
};
const told = (watch: EntryWatch, key: string) =>
  watch.look(streamAt(key)).map(({ id, where }) => `${id} ${where.place}`);

const sorted = (places: ReadonlyMap<string, string>) =>
  [...places].toSorted(([a], [b]) => (a < b ? -1 : 1));

it("tells once where each entry is, and again when it is somewhere else", () => {
  const watch = new EntryWatch("g");
  run("XGROUP CREATE a g 0 MKSTREAM");
  run("XADD a 1-0 name x");
  run("XADD a 2-0 name y");
  expect(told(watch, "a")).toEqual(["1-0 undelivered", "2-0 undelivered"]);
  expect(told(watch, "a")).toEqual([]);
  run("XREADGROUP GROUP g c1 STREAMS a >");
  expect(told(watch, "a")).toEqual(["1-0 pending", "2-0 pending"]);
  run("XDEL a 1-0");
  run("XACK a g 2-0");
  expect(told(watch, "a")).toEqual(["1-0 trimmed", "2-0 stranded"]);
  run("XACK a g 1-0");
  run("XTRIM a MAXLEN 0");
  expect(told(watch, "a")).toEqual(["1-0 gone", "2-0 gone"]);
});

it("tells that an entry was delivered again, and to whom", () => {
  const watch = new EntryWatch("g");
  run("XGROUP CREATE b g 0 MKSTREAM");
  run("XADD b 1-0 name x");
  run("XREADGROUP GROUP g c1 STREAMS b >");
  watch.look(streamAt("b"));
  run("XCLAIM b g c2 0 1-0");
  expect(watch.look(streamAt("b"))).toEqual([
    {
      id: "1-0",
      fields: ["name", "x"],
      before: { place: "pending", consumer: "c1", deliveries: 1 },
      where: { place: "pending", consumer: "c2", deliveries: 2 },
    },
  ]);
});

it("tells what a lost group, a lost stream and another one in its place mean for the entries", () => {
  const watch = new EntryWatch("g");
  run("XGROUP CREATE c g 0 MKSTREAM");
  run("XADD c 1-0 name x");
  run("XREADGROUP GROUP g c1 STREAMS c >");
  watch.look(streamAt("c"));
  run("XGROUP DESTROY c g");
  expect(watch.isBehind(streamAt("c"))).toBe(true);
  expect(told(watch, "c")).toEqual(["1-0 undelivered"]);
  run("DEL c");
  expect(told(watch, "c")).toEqual(["1-0 gone"]);
  run("XADD c 2-0 name y");
  expect(told(watch, "c")).toEqual(["2-0 undelivered"]);
  expect(watch.isBehind(streamAt("c"))).toBe(false);
});

it("tells what came and went in one turn", () => {
  const watch = new EntryWatch(null);
  run("XADD e 1-0 name x");
  watch.look(streamAt("e"));
  run("XADD e 2-0 name y");
  run("XADD e MAXLEN 1 3-0 name z");
  expect(told(watch, "e")).toEqual(["1-0 gone", "2-0 undelivered", "2-0 gone", "3-0 undelivered"]);
});

it("knows after thousands of changes what somebody sees who looks for the first time", () => {
  const random = new Random("entry watch");
  const watch = new EntryWatch("g");
  const places = new Map<string, string>();
  const ids: string[] = [];
  run("XGROUP CREATE d g 0 MKSTREAM");
  const anyId = (): string => (ids.length === 0 ? "1-1" : random.pick(ids.slice(-20)));
  const consumer = (): string => `c${random.between(1, 3)}`;
  const commands = [
    () => `XREADGROUP GROUP g ${consumer()} COUNT ${random.between(1, 3)} STREAMS d >`,
    () => `XREADGROUP GROUP g ${consumer()} STREAMS d 0`,
    () => `XACK d g ${anyId()}`,
    () => `XDEL d ${anyId()}`,
    () => `XAUTOCLAIM d g ${consumer()} 0 0 COUNT 2`,
    () => `XGROUP DELCONSUMER d g ${consumer()}`,
    () => `XGROUP SETID d g ${anyId()}`,
    () => `XTRIM d MAXLEN ${random.between(5, 30)}`,
  ];
  for (let i = 1; i <= 3_000; i++) {
    if (random.chance(0.4)) {
      ids.push(`${i}-0`);
      run(`XADD d ${i}-0 name x${i}`);
    } else run(random.pick(commands)());
    for (const { id, where } of watch.look(streamAt("d"))) {
      if (where.place === "gone") places.delete(id);
      else places.set(id, JSON.stringify(where));
    }
    if (i % 100 !== 0) continue;
    const fresh = new EntryWatch("g").look(streamAt("d"));
    const seen = new Map(fresh.map(({ id, where }) => [id, JSON.stringify(where)]));
    expect(sorted(places)).toEqual(sorted(seen));
    // The fresh one has taken the stream over.
    watch.look(null);
    for (const { id, where } of watch.look(streamAt("d"))) places.set(id, JSON.stringify(where));
  }
});
