import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("greets with the protocol that was asked for, in that protocol", () => {
  const { connect } = nodeForTests();
  const client = connect();
  expect(client.say("HELLO 3 SETNAME worker")).toBe(
    "%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:1\r\n" +
      "$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n",
  );
  expect(client.say("CLIENT GETNAME")).toBe("$6\r\nworker\r\n");
  expect(client.say("HELLO 4")).toBe("-NOPROTO unsupported protocol version\r\n");
});

it("has no password, and says so", () => {
  const { run } = nodeForTests();
  expect(run("AUTH secret")).toEqual({
    error:
      "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
  });
  expect(run("AUTH default anything")).toEqual({ status: "OK" });
  expect(run("AUTH someone secret")).toEqual({
    error: "WRONGPASS invalid username-password pair or user is disabled.",
  });
});

it("answers QUIT, then closes and hears nothing more", () => {
  const { connect } = nodeForTests();
  const client = connect();
  expect(client.say("QUIT")).toBe("+OK\r\n");
  expect(client.isClosed()).toBe(true);
  expect(client.say("PING")).toBe("");
});

it("resets everything that a connection can have set", () => {
  const { connect } = nodeForTests();
  const client = connect();
  for (const line of ["HELLO 3", "SELECT 3", "CLIENT SETNAME x", "SUBSCRIBE c", "MULTI"])
    client.say(line);
  expect(client.say("RESET")).toBe("+RESET\r\n");
  expect(client.say("CLIENT GETNAME")).toBe("$-1\r\n");
  expect(client.say("EXEC")).toBe("-ERR EXEC without MULTI\r\n");
  expect(client.connection.database).toBe(0);
});

it("answers a request that it cannot read, and closes", () => {
  const { connect } = nodeForTests();
  const client = connect();
  client.connection.protocolError("ERR Protocol error: invalid bulk length");
  expect(client.heard()).toBe("-ERR Protocol error: invalid bulk length\r\n");
  expect(client.isClosed()).toBe(true);
});

it("ends MONITOR by RESET, which its client is not told of", () => {
  const client = nodeForTests().connect();
  client.say("MONITOR");
  expect(client.say("RESET")).toBe("+RESET\r\n");
  expect(client.say("PING")).toBe("+PONG\r\n");
});
