import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("keeps sharded channels apart from the others", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  expect(client.say("SSUBSCRIBE a")).toBe("*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n");
  expect(client.say("SUBSCRIBE a")).toBe("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n");
  expect(run("SPUBLISH a x")).toBe(1);
  expect(client.heard()).toBe("*3\r\n$8\r\nsmessage\r\n$1\r\na\r\n$1\r\nx\r\n");
  expect(run("PUBSUB SHARDNUMSUB a b")).toEqual(["a", 1, "b", 0]);
  expect(run("PUBSUB SHARDCHANNELS")).toEqual(["a"]);
  client.say("UNSUBSCRIBE");
  expect(client.say("GET k")).toContain("Can't execute 'get'");
  client.say("SUNSUBSCRIBE");
  expect(client.say("GET k")).toBe("$-1\r\n");
});

it("does not subscribe inside a transaction", () => {
  const { run } = nodeForTests();
  run("MULTI");
  run("SSUBSCRIBE a");
  expect(run("EXEC")).toEqual([
    { error: "ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client" },
  ]);
});
