import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("lists clients by name, as queue libraries look for their workers", () => {
  const { run, connect, advanceMs } = nodeForTests();
  connect().say("CLIENT SETNAME bull:worker");
  advanceMs(3000);
  expect(run("CLIENT LIST")).toEqual({
    format: "txt",
    verbatim:
      "id=1 addr=10.0.0.1:50000 laddr=127.0.0.1:6379 fd=8 name=bull:worker age=3 idle=3 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem=0 tot-mem=1800 events=r cmd=client|setname user=default redir=-1 resp=2\n",
  });
  expect(run("CLIENT LIST TYPE pubsub")).toEqual({ format: "txt", verbatim: "" });
});

it("kills by address or by filter, not itself unless asked to", () => {
  const { run, connect } = nodeForTests();
  const [first, second] = [connect(), connect()];
  expect(run("CLIENT KILL 10.0.0.1:50000")).toEqual({ status: "OK" });
  expect(first.isClosed()).toBe(true);
  expect(run("CLIENT KILL 10.0.0.1:50000")).toEqual({ error: "ERR No such client" });
  expect(second.say("CLIENT KILL TYPE normal")).toBe(":0\r\n");
  expect(second.say("CLIENT KILL TYPE normal SKIPME no")).toBe(":1\r\n");
  expect(second.isClosed()).toBe(true);
});

it("keeps silent when asked to", () => {
  const { connect } = nodeForTests();
  const client = connect();
  expect(client.say("CLIENT REPLY SKIP")).toBe("");
  expect(client.say("PING")).toBe("");
  expect(client.say("PING")).toBe("+PONG\r\n");
  client.say("CLIENT REPLY OFF");
  expect(client.say("PING")).toBe("");
  expect(client.say("CLIENT REPLY ON")).toBe("+OK\r\n");
});

it("does not know SETINFO, which is younger than 7.0", () => {
  const { run } = nodeForTests();
  expect(run("CLIENT SETINFO LIB-NAME ioredis")).toEqual({
    error: "ERR unknown subcommand 'SETINFO'. Try CLIENT HELP.",
  });
  expect(run("CLIENT SETNAME 'two words'")).toEqual({
    error: "ERR Client names cannot contain spaces, newlines or special characters.",
  });
});

it("does not look, as Valkey, at the reason of CLIENT UNBLOCK when more comes behind it", () => {
  expect(nodeForTests("valkey-8.1").run("CLIENT UNBLOCK 99 perhaps now")).toBe(0);
  expect(nodeForTests("8.0").run("CLIENT UNBLOCK 99 TIMEOUT now")).toEqual({
    error: "ERR unknown subcommand or wrong number of arguments for 'UNBLOCK'. Try CLIENT HELP.",
  });
});

it("does not call a client idle that says something while it waits", () => {
  const { run, connect, advanceMs } = nodeForTests();
  const waiting = connect();
  waiting.say("BLPOP list 0");
  advanceMs(60_000);
  waiting.say("PING");

  expect(JSON.stringify(run("CLIENT LIST"))).toContain("age=60 idle=0 flags=b");
});
