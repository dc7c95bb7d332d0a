import { expect, it } from "vitest";
import { Random } from "../random.ts";
import { RedisNode } from "./node.ts";
import { nodeForTests } from "./nodeForTests.ts";

it("says when the next key expires and deletes it then, in the order of the deadlines", () => {
  const { node, run, advanceMs } = nodeForTests();
  const changed: string[] = [];
  expect(node.nextDeadlineUs()).toBeNull();
  run("SET late v PX 200");
  run("SET soon v PX 100");
  run("SELECT 1");
  run("SET elsewhere v PX 150");
  node.onKeyChanged = (db, key) => changed.push(`${db} ${key}`);

  expect(node.nextDeadlineUs()).toBe((1_700_000_000_000 + 101) * 1000);
  advanceMs(100);
  node.tick();
  expect(changed).toEqual([]);
  advanceMs(1);
  node.tick();
  expect(changed).toEqual(["0 soon"]);
  advanceMs(1000);
  node.tick();
  expect(changed).toEqual(["0 soon", "0 late", "1 elsewhere"]);
  expect(node.nextDeadlineUs()).toBeNull();
});

it("does not wake for a deadline that was moved or taken away", () => {
  const { node, run } = nodeForTests();
  run("SET a v PX 100");
  run("PEXPIRE a 500");
  expect(node.nextDeadlineUs()).toBe((1_700_000_000_000 + 501) * 1000);
  run("PERSIST a");
  expect(node.nextDeadlineUs()).toBeNull();
});

it("tells of every change, and of nothing that only was read", () => {
  const { node, run } = nodeForTests();
  const changed: string[] = [];
  node.onKeyChanged = (_, key) => changed.push(key);
  run("SET a v");
  run("GET a");
  run("SADD s x");
  run("SADD s x");
  run("DEL a none");
  run("EXPIRE s 10");
  expect(changed).toEqual(["a", "s", "a", "s"]);
});

it("counts elements: one for a key, all of a full read, log N for a search", () => {
  const { node, run } = nodeForTests();
  const costOf = (line: string) => {
    const before = node.touched;
    run(line);
    return node.touched - before;
  };
  run("HSET h a 1 b 2 c 3");
  for (let i = 0; i < 1000; i++) run(`ZADD z ${i} m${i}`);
  expect(costOf("GET none")).toBe(1);
  expect(costOf("HGET h a")).toBe(1);
  expect(costOf("HGETALL h")).toBe(1 + 3);
  expect(costOf("ZRANK z m500")).toBe(1 + 10);
  expect(costOf("ZRANGEBYSCORE z 100 +inf LIMIT 0 5")).toBe(1 + 10 + 5);
  expect(costOf("ZRANGE z 0 -1")).toBe(1 + 10 + 1000);
});

it("answers the same to the same requests, random choices included", () => {
  const play = () => {
    const { node, run } = nodeForTests();
    for (let i = 0; i < 50; i++) run(`SADD s m${i}`);
    return [run("SPOP s"), run("SRANDMEMBER s 5"), run("RANDOMKEY"), node.runId];
  };
  expect(play()).toEqual(play());
});

it("keeps its clock still inside a transaction", () => {
  let nowUs = 0;
  const node = new RedisNode({
    nowUs: () => (nowUs += 1000),
    random: new Random("x"),
    lua: null,
  });
  node.execute(["MULTI"]);
  node.execute(["TIME"]);
  node.execute(["TIME"]);
  expect(node.execute(["EXEC"])).toEqual([
    ["0", "5000"],
    ["0", "5000"],
  ]);
});
