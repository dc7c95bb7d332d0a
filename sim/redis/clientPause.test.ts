import { expect, it } from "vitest";
import { nodeForTests } from "./nodeForTests.ts";

it("keeps writes until the pause is over, then executes them in the order in which they came", () => {
  const { node, connect, advanceMs } = nodeForTests();
  const [first, second] = [connect(), connect()];
  expect(first.say("CLIENT PAUSE 100 WRITE")).toBe("+OK\r\n");
  expect(first.say("RPUSH list a")).toBe("");
  expect(first.say("LLEN list")).toBe(""); // Behind the write.
  expect(second.say("LLEN list")).toBe(":0\r\n");
  expect(second.say("PUBLISH channel message")).toBe(""); // It may have to be replicated.
  expect(node.nextDeadlineUs()).toBe((1_700_000_000_000 + 101) * 1000);
  advanceMs(101);
  node.tick();
  expect(first.heard()).toBe(":1\r\n:1\r\n");
  expect(second.heard()).toBe(":0\r\n");
});

it("keeps everything in mode ALL, and an EXEC that writes in mode WRITE", () => {
  const { connect, advanceMs, node } = nodeForTests();
  const [first, second] = [connect(), connect()];
  for (const line of ["MULTI", "SET k 1"]) second.say(line);
  first.say("CLIENT PAUSE 1000 WRITE");
  expect(second.say("EXEC")).toBe("");
  expect(first.say("CLIENT UNPAUSE")).toBe("+OK\r\n");
  expect(second.heard()).toBe("*1\r\n+OK\r\n");
  first.say("CLIENT PAUSE 1000");
  expect(first.say("CLIENT UNPAUSE")).toBe("");
  advanceMs(1001);
  node.tick();
  expect(first.heard()).toBe("+OK\r\n");
});

it("lets nothing expire, but does not show what is past its time", () => {
  const { run, connect, advanceMs, node } = nodeForTests();
  const client = connect();
  run("SET k 1 PX 10");
  client.say("CLIENT PAUSE 1000 WRITE");
  advanceMs(500);
  node.tick();
  expect(client.say("GET k")).toBe("$-1\r\n");
  expect(client.say("DBSIZE")).toBe(":1\r\n");
  client.say("CLIENT UNPAUSE");
  node.tick();
  expect(client.say("DBSIZE")).toBe(":0\r\n");
});

it("goes on as long and as hard as the longest and the hardest pause that was asked for", () => {
  const { connect } = nodeForTests();
  const client = connect();
  client.say("CLIENT PAUSE 1000 WRITE");
  client.say("CLIENT PAUSE 10 ALL");
  expect(client.say("PING")).toBe("");
  expect(client.connection.isBlocked).toBe(true);
  expect(connect().say("CLIENT PAUSE 10 SOME")).toBe("");
});

it("hears who was postponed before who asks when the pause is over", () => {
  const { connect, advanceMs } = nodeForTests();
  const [first, second] = [connect(), connect()];
  first.say("CLIENT PAUSE 60");
  first.say("SET k 1");
  advanceMs(61);
  expect(second.say("GET k")).toBe("$1\r\n1\r\n");
});

it("counts those who wait for its end as blocked", () => {
  const { connect } = nodeForTests();
  const [first, second] = [connect(), connect()];
  first.say("CLIENT PAUSE 60 WRITE");
  second.say("SET k 1");
  expect(first.say("INFO clients")).toContain("blocked_clients:1\r\n");
});
