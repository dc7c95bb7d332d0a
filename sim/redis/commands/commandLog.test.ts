import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("has three logs in Valkey, of which those of large requests and replies are empty", () => {
  const { run } = nodeForTests("valkey-8.1");
  expect(run("COMMANDLOG GET -1 slow")).toEqual([]);
  expect(run("COMMANDLOG LEN large-reply")).toBe(0);
  expect(run("COMMANDLOG RESET Large-Request")).toEqual({ status: "OK" });
  expect(run("COMMANDLOG LEN huge")).toEqual({
    error: "ERR type should be one of the following: slow, large-request, large-reply",
  });
  expect(run("COMMANDLOG GET x slow")).toEqual({
    error: "ERR count should be greater than or equal to -1",
  });
  expect(nodeForTests("8.0").run("COMMANDLOG LEN slow")).toHaveProperty(
    "error",
    expect.stringContaining("unknown command"),
  );
});

it("lists clients by the filters of CLIENT KILL in Valkey, several ids at once", () => {
  const { connect } = nodeForTests("valkey-8.1");
  const { say } = connect();
  connect();
  expect(say("CLIENT LIST ID 1 2 2 TYPE normal")).toMatch(/id=1 [^]*id=2 /);
  expect(say("CLIENT LIST SKIPME yes")).not.toMatch(/id=1 /);
  expect(say("CLIENT LIST ID x")).toBe("-ERR syntax error\r\n");
  expect(say("CLIENT KILL ID 98 99")).toBe(":0\r\n");
});

it("waits for no file, as there is none", () => {
  const { run } = nodeForTests("8.0");
  expect(run("WAITAOF 0 0 0")).toEqual([0, 0]);
  expect(run("WAITAOF 1 0 0")).toEqual({
    error: "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.",
  });
  expect(run("WAITAOF 2 0 0")).toEqual({
    error: "ERR value is out of range, value must between 0 and 1",
  });
});
