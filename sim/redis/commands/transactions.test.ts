import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("runs what was queued, errors of single commands included", () => {
  const { run } = nodeForTests();
  run("MULTI");
  expect(run("SET k text")).toEqual({ status: "QUEUED" });
  run("INCR k");
  run("GET k");
  expect(run("EXEC")).toEqual([
    { status: "OK" },
    { error: "ERR value is not an integer or out of range" },
    "text",
  ]);
});

it("does nothing at all when a command could not be queued", () => {
  const { run } = nodeForTests();
  run("MULTI");
  run("SET k v");
  expect(run("NOSUCH")).toHaveProperty("error");
  expect(run("EXEC")).toEqual({
    error: "EXECABORT Transaction discarded because of previous errors.",
  });
  expect(run("EXISTS k")).toBe(0);
});

it("gives up when a watched key was changed by another client", () => {
  const { run, connect } = nodeForTests();
  const other = connect();
  run("WATCH k");
  other.say("SET k theirs");
  run("MULTI");
  run("SET k ours");
  expect(run("EXEC")).toEqual({ nullArray: true });
  expect(run("GET k")).toBe("theirs");
});

it("does not mind a watched key that was only read, or watched no more", () => {
  const { run, connect } = nodeForTests();
  const other = connect();
  run("SET k v");
  run("WATCH k");
  other.say("GET k");
  run("MULTI");
  expect(run("EXEC")).toEqual([]);
  run("WATCH k");
  run("UNWATCH");
  other.say("SET k w");
  run("MULTI");
  expect(run("EXEC")).toEqual([]);
});

it("gives up when a watched key expired meanwhile, but not when it had expired before", () => {
  const { run, advanceMs } = nodeForTests();
  run("SET k v PX 10");
  run("WATCH k");
  advanceMs(11);
  run("MULTI");
  expect(run("EXEC")).toEqual({ nullArray: true });

  run("SET k v PX 10");
  advanceMs(11);
  run("WATCH k");
  run("EXISTS k");
  run("MULTI");
  expect(run("EXEC")).toEqual([]);
});

it("says what does not fit together", () => {
  const { run } = nodeForTests();
  expect(run("EXEC")).toEqual({ error: "ERR EXEC without MULTI" });
  expect(run("DISCARD")).toEqual({ error: "ERR DISCARD without MULTI" });
  run("MULTI");
  expect(run("MULTI")).toEqual({ error: "ERR MULTI calls can not be nested" });
  expect(run("WATCH k")).toEqual({ error: "ERR WATCH inside MULTI is not allowed" });
  expect(run("EXEC now")).toEqual({
    error:
      "EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command",
  });
  expect(run("DISCARD")).toEqual({ error: "ERR DISCARD without MULTI" });
});

it("writes each result in the protocol that the client speaks by then", () => {
  const { say } = nodeForTests().connect();
  for (const line of ["MULTI", "GET none", "HELLO 3", "GET none"]) say(line);
  expect(say("EXEC")).toMatch(/^\*3\r\n\$-1\r\n%7\r\n[^]*_\r\n$/);
});

it("lets a message stand among the results, where Redis 7.0 writes it", () => {
  const { say } = nodeForTests().connect();
  for (const line of ["MULTI", "SUBSCRIBE a", "PUBLISH a x", "GET none"]) say(line);
  expect(say("EXEC")).toBe(
    "*3\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n" +
      "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n:1\r\n$-1\r\n",
  );
});

it("stops answering in the middle of the results when it is told to", () => {
  const { say } = nodeForTests().connect();
  for (const line of ["MULTI", "PING", "CLIENT REPLY OFF", "PING"]) say(line);
  expect(say("EXEC")).toBe("*3\r\n+PONG\r\n");
  expect(say("PING")).toBe("");
});

it("is not disturbed by an exchange of databases that brings or takes what is past its time", () => {
  const { node, run, advanceMs, connect } = nodeForTests();
  node.expiresActively = false;
  const client = connect();
  run("SET stale v PX 10");
  run("SET fresh v");
  advanceMs(11);
  client.say("SELECT 1");
  client.say("WATCH stale none");
  run("SWAPDB 0 1");
  client.say("MULTI");
  expect(client.say("EXEC")).toBe("*0\r\n");
  client.say("WATCH stale");
  run("SWAPDB 0 1");
  client.say("MULTI");
  expect(client.say("EXEC")).toBe("*0\r\n");
  client.say("WATCH fresh");
  run("SWAPDB 0 1");
  client.say("MULTI");
  expect(client.say("EXEC")).toBe("*-1\r\n");
});
