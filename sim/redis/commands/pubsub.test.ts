import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("delivers to channels and patterns, and counts deliveries", () => {
  const { run, connect } = nodeForTests();
  const reader = connect();
  expect(reader.say("SUBSCRIBE news other")).toBe(
    "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$5\r\nother\r\n:2\r\n",
  );
  reader.say("PSUBSCRIBE n*");
  expect(run("PUBLISH news hello")).toBe(2);
  expect(reader.heard()).toBe(
    "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n" +
      "*4\r\n$8\r\npmessage\r\n$2\r\nn*\r\n$4\r\nnews\r\n$5\r\nhello\r\n",
  );
  expect(run("PUBSUB NUMSUB news none")).toEqual(["news", 1, "none", 0]);
  expect(run("PUBSUB CHANNELS o*")).toEqual(["other"]);
  expect(run("PUBSUB NUMPAT")).toBe(1);
});

it("lets a RESP2 subscriber do nothing else, and a RESP3 subscriber everything", () => {
  const { connect } = nodeForTests();
  const old = connect();
  old.say("SUBSCRIBE c");
  expect(old.say("GET k")).toBe(
    "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n",
  );
  expect(old.say("PING")).toBe("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
  old.say("UNSUBSCRIBE");
  expect(old.say("GET k")).toBe("$-1\r\n");

  const modern = connect();
  modern.say("HELLO 3");
  expect(modern.say("SUBSCRIBE c")).toBe(">3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
  expect(modern.say("GET k")).toBe("_\r\n");
  expect(modern.say("PUBLISH c x")).toBe(">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n:1\r\n");
});

it("answers an unsubscribe from nothing", () => {
  const { connect } = nodeForTests();
  expect(connect().say("UNSUBSCRIBE")).toBe("*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n");
});

it("forgets a subscriber that disconnects", () => {
  const { run, connect } = nodeForTests();
  const reader = connect();
  reader.say("SUBSCRIBE c");
  reader.connection.disconnected();
  expect(run("PUBLISH c x")).toBe(0);
  expect(run("PUBSUB CHANNELS")).toEqual([]);
});
