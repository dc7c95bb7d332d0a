import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

const nil = "*-1\r\n";
const popped = (key: string, item: string) =>
  `*2\r\n$${key.length}\r\n${key}\r\n$${item.length}\r\n${item}\r\n`;

it("serves those who wait for a key in the order in which they came", () => {
  const { run, connect } = nodeForTests();
  const [first, second, third] = [connect(), connect(), connect()];
  expect(first.say("BLPOP a b 0")).toBe("");
  expect(second.say("BRPOP b 0")).toBe("");
  expect(third.say("BLPOP b 0")).toBe("");
  expect(run("RPUSH b 1 2")).toBe(2);
  expect(first.heard()).toBe(popped("b", "1"));
  expect(second.heard()).toBe(popped("b", "2"));
  expect(third.heard()).toBe("");
  expect(run("EXISTS b")).toBe(0);
});

it("ends a wait when its last millisecond is over, by the node's clock", () => {
  const { node, connect, advanceMs } = nodeForTests();
  const client = connect();
  client.say("BLPOP a 0.0501"); // Rounded up to 51 ms.
  expect(node.nextDeadlineUs()).toBe((1_700_000_000_000 + 52) * 1000);
  advanceMs(51);
  node.tick();
  expect(client.heard()).toBe("");
  advanceMs(1);
  node.tick();
  expect(client.heard()).toBe(nil);
  expect(node.nextDeadlineUs()).toBeNull();
});

it("serves after the whole transaction, with what that has left", () => {
  const { run, connect } = nodeForTests();
  const [waiting, writing] = [connect(), connect()];
  waiting.say("BLPOP a 0");
  for (const line of ["MULTI", "RPUSH a 1", "RPUSH a 2", "LPOP a", "EXEC"]) writing.say(line);
  expect(waiting.heard()).toBe(popped("a", "2"));
  waiting.say("BLPOP a 0");
  for (const line of ["MULTI", "RPUSH a 1", "DEL a", "EXEC"]) writing.say(line);
  expect(waiting.heard()).toBe("");
  expect(run("LLEN a")).toBe(0);
});

it("does not wait inside MULTI, where a pop without items is told so at once", () => {
  const { connect } = nodeForTests();
  const client = connect();
  for (const line of ["MULTI", "BLPOP a 0", "BLMOVE a b LEFT LEFT 0", "BZMPOP 0 1 z MIN"])
    client.say(line);
  expect(client.say("EXEC")).toBe(`*3\r\n${nil}$-1\r\n${nil}`);
});

it("wakes those who wait for the target of a move, after those before them", () => {
  const { run, connect } = nodeForTests();
  const [mover, taker] = [connect(), connect()];
  taker.say("BLPOP b 0");
  mover.say("BLMOVE a b LEFT RIGHT 0");
  run("RPUSH a 1");
  expect(mover.heard()).toBe("$1\r\n1\r\n");
  expect(taker.heard()).toBe(popped("b", "1"));
});

it("leaves an item where it is when it cannot be moved, and goes on waiting through other types", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  run("SET b string");
  client.say("BRPOPLPUSH a b 0");
  run("ZADD a 1 m");
  expect(client.heard()).toBe("");
  run("DEL a");
  run("RPUSH a 1");
  expect(client.heard()).toMatch(/^-WRONGTYPE/);
  expect(run("LRANGE a 0 -1")).toEqual(["1"]);
  expect(client.say("BLPOP b 0")).toMatch(/^-WRONGTYPE/);
});

it("pops from sorted sets, and nests what BZMPOP answers", () => {
  const { run, connect } = nodeForTests();
  const [one, many] = [connect(), connect()];
  one.say("BZPOPMAX z 0");
  many.say("BZMPOP 0 2 y z MIN COUNT 5");
  run("ZADD z 1 a 2 b 3 c");
  expect(one.heard()).toBe("*3\r\n$1\r\nz\r\n$1\r\nc\r\n$1\r\n3\r\n");
  expect(many.heard()).toBe(
    "*2\r\n$1\r\nz\r\n*2\r\n*2\r\n$1\r\na\r\n$1\r\n1\r\n*2\r\n$1\r\nb\r\n$1\r\n2\r\n",
  );
});

it("hears what a client has sent meanwhile when its wait is over", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  client.say("BLPOP a 0");
  expect(client.say("SET k v")).toBe("");
  client.say("BLPOP b 0");
  client.say("PING");
  expect(run("GET k")).toBeNull();
  run("RPUSH a 1");
  expect(client.heard()).toBe(`${popped("a", "1")}+OK\r\n`);
  run("RPUSH b 2");
  expect(client.heard()).toBe(`${popped("b", "2")}+PONG\r\n`);
});

it("forgets a client that is gone, whatever it has waited for", () => {
  const { node, run, connect } = nodeForTests();
  const [gone, killed, waiting] = [connect(), connect(), connect()];
  for (const client of [gone, killed, waiting]) client.say("BLPOP a 5");
  expect(run("INFO clients")).toMatchObject({
    verbatim: expect.stringContaining("blocked_clients:3"),
  });
  gone.connection.disconnected();
  run(`CLIENT KILL ID ${killed.connection.id}`);
  run("RPUSH a 1");
  expect(waiting.heard()).toBe(popped("a", "1"));
  expect(node.nextDeadlineUs()).toBeNull();
});

it("unblocks a client as if its time were over, or with an error", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  const { id } = client.connection;
  expect(run(`CLIENT UNBLOCK ${id}`)).toBe(0);
  client.say("BLPOP a 0");
  expect(run(`CLIENT UNBLOCK ${id}`)).toBe(1);
  expect(client.heard()).toBe(nil);
  client.say("BLPOP a 0");
  expect(run(`CLIENT UNBLOCK ${id} error`)).toBe(1);
  expect(client.heard()).toBe("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");
  expect(run(`CLIENT UNBLOCK ${id} soon`)).toEqual({
    error: "ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR",
  });
});

it("takes for a timeout what Redis does", () => {
  const { connect } = nodeForTests();
  const client = connect();
  for (const text of ["x", '""', '" 1"', "nan", "1e400"])
    expect(client.say(`BLPOP a ${text}`)).toBe(
      text === "1e400"
        ? "-ERR timeout is negative\r\n"
        : "-ERR timeout is not a float or out of range\r\n",
    );
  for (const text of ["-1", "inf", "1e30"])
    expect(client.say(`BLPOP a ${text}`)).toBe("-ERR timeout is negative\r\n");
});
