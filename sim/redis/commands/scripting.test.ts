import { describe, expect, it } from "vitest";
import { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import { LuaEngine } from "../lua/engine.ts";
import { RedisNode } from "../node.ts";
import type { Reply } from "../reply.ts";

// Every text here is what redis-server 7.0.15 answered to the same request.
const lua = await LuaEngine.load();
const returnOne = "return 1";
const shaOfReturnOne = "e0e1f9fabfc9d4800c877a703b823ac0578ff8db";
const noScript = { error: "NOSCRIPT No matching script. Please use EVAL." };

describe("EVAL", () => {
  it("runs a script with its keys and arguments and caches it", () => {
    const { send } = server();
    expect(send("EVAL", "return {KEYS[1], ARGV[1], ARGV[2]}", "1", "k", "a", "b")).toEqual([
      "k",
      "a",
      "b",
    ]);
    expect(send("EVALSHA", shaOfReturnOne, "0")).toEqual(noScript);
    expect(send("EVAL", returnOne, "0")).toBe(1);
    expect(send("EVALSHA", shaOfReturnOne.toUpperCase(), "0")).toBe(1);
  });

  it("checks the number of keys before anything else", () => {
    const { send } = server();
    const notAnInteger = { error: "ERR value is not an integer or out of range" };
    expect(send("EVAL", "does not compile", "x")).toEqual(notAnInteger);
    expect(send("EVAL", returnOne, "01")).toEqual(notAnInteger);
    expect(send("EVAL", returnOne, "2", "k")).toEqual({
      error: "ERR Number of keys can't be greater than number of args",
    });
    expect(send("EVAL", returnOne, "-1")).toEqual({
      error: "ERR Number of keys can't be negative",
    });
    expect(send("EVALSHA", shaOfReturnOne, "x")).toEqual(notAnInteger);
    expect(send("EVALSHA", "too short", "x")).toEqual(noScript);
  });

  it("says why a script does not compile, and does not cache it", () => {
    const { send, node } = server();
    const error = {
      error: "ERR Error compiling script (new function): user_script:1: '=' expected near 'bar'",
    };
    expect(send("EVAL", "foo bar", "0")).toEqual(error);
    expect(send("SCRIPT", "LOAD", "foo bar")).toEqual(error);
    expect(node.scripts.size).toBe(0);
  });

  it("lets scripts use the node's commands", () => {
    const { send } = server();
    const move =
      "local job = redis.call('LPOP', KEYS[1]) if job then redis.call('HSET', KEYS[2], job, ARGV[1]) end return job";
    send("RPUSH", "wait", "j1", "j2");
    expect(send("EVAL", move, "2", "wait", "active", "worker")).toBe("j1");
    expect(send("HGETALL", "active")).toEqual({ map: [["j1", "worker"]] });
    expect(send("EVAL", "return redis.call('GET', 'no')", "0")).toBeNull();
  });

  it.each([
    ["NOPE", "ERR Unknown Redis command called from script"],
    ["GET", "ERR Wrong number of args calling Redis command from script"],
    ["EVAL x 0", "ERR This Redis command is not allowed from script"],
    ["MULTI", "ERR This Redis command is not allowed from script"],
    ["SCRIPT LOAD x", "ERR This Redis command is not allowed from script"],
    ["BLPOP x 0", "ERR This Redis command is not allowed from script"],
    ["LPUSH string x", "WRONGTYPE Operation against a key holding the wrong kind of value"],
  ])("refuses %s inside a script", (command, text) => {
    const { send } = server();
    send("SET", "string", "v");
    const words = command.split(" ").map((word) => `'${word}'`);
    expect(textOf(send("EVAL", `return redis.call(${words.join(", ")})`, "0"))).toBe(text);
    expect(textOf(send("EVAL", `return redis.pcall(${words.join(", ")})`, "0"))).toBe(text);
  });
});

describe("a script that must not write", () => {
  const write = "return redis.call('SET', 'k', 1)";
  const refused = "ERR Write commands are not allowed from read-only scripts.";

  it("is refused its writes in EVAL_RO and with the flag no-writes", () => {
    const { send } = server();
    const sha = send("SCRIPT", "LOAD", write) as Bytes;
    expect(textOf(send("EVAL_RO", write, "0"))).toBe(refused);
    expect(textOf(send("EVALSHA_RO", sha, "0"))).toBe(refused);
    expect(textOf(send("EVAL", `#!lua flags=no-writes\n${write}`, "0"))).toBe(refused);
    expect(send("EVALSHA", sha, "0")).toEqual({ status: "OK" });
    expect(send("EVAL_RO", "return redis.call('GET', 'k')", "0")).toBe("1");
  });

  it("must say so in its shebang if it has one", () => {
    const { send } = server();
    expect(send("EVAL_RO", "#!lua\nreturn 1", "0")).toEqual({
      error: "ERR Can not execute a script with write flag using *_ro command.",
    });
    expect(send("EVAL_RO", "#!lua flags=no-writes\nreturn 1", "0")).toBe(1);
  });
});

describe("a shebang", () => {
  it("keeps the line numbers and is part of the script's SHA1", () => {
    const { send } = server();
    expect(send("EVAL", "#!lua\nreturn x", "0")).toEqual({
      error:
        "ERR user_script:2: Script attempted to access nonexistent global variable 'x' script: 58b72ca6d006e3bafbb8cc006de4820497ce9cf8, on @user_script:2.",
    });
  });

  it.each([
    ["#!lua", "Invalid script shebang"],
    ['#!lua "open\nreturn 1', "Invalid engine in script shebang"],
    ["#!py\nreturn 1", "Unexpected engine in script shebang: #!py"],
    ["#!lua x=1\nreturn 1", "Unknown lua shebang option: x=1"],
    ["#!lua flags=no-writes,fast\nreturn 1", "Unexpected flag in script shebang: fast"],
  ])("is refused when it is %j", (script, text) => {
    expect(server().send("EVAL", script, "0")).toEqual({ error: `ERR ${text}` });
  });
});

describe("SCRIPT", () => {
  it("loads, finds and forgets scripts", () => {
    const { send } = server();
    expect(send("SCRIPT", "LOAD", returnOne)).toBe(shaOfReturnOne);
    expect(send("SCRIPT", "EXISTS", shaOfReturnOne.toUpperCase(), "zz")).toEqual([1, 0]);
    expect(send("SCRIPT", "FLUSH", "ASYNC", "SYNC")).toEqual({
      error: "ERR SCRIPT FLUSH only support SYNC|ASYNC option",
    });
    expect(send("SCRIPT", "FLUSH", "async")).toEqual({ status: "OK" });
    expect(send("SCRIPT", "EXISTS", shaOfReturnOne)).toEqual([0]);
    expect(send("EVALSHA", shaOfReturnOne, "0")).toEqual(noScript);
  });

  it("never has a script to kill", () => {
    expect(server().send("SCRIPT", "KILL")).toEqual({
      error: "NOTBUSY No scripts in execution right now.",
    });
  });
});

describe("what scripts share", () => {
  it("is the node's random numbers, from its start on", () => {
    const draw = "return tostring(math.random())";
    const { send } = server();
    expect([send("EVAL", draw, "0"), send("EVAL", draw, "0")]).toEqual([
      "0.39646477363839",
      "0.84048536971234",
    ]);
    expect(server().send("EVAL", draw, "0")).toBe("0.39646477363839");
  });

  it("is not the database that one of them selected", () => {
    const { send } = server();
    send("EVAL", "redis.call('SELECT', 1) redis.call('SET', 'k', 1)", "0");
    expect(send("EXISTS", "k")).toBe(0);
    expect(send("EVAL", "return redis.call('EXISTS', 'k')", "0")).toBe(0);
  });
});

it("marks a run that meets an endless script as unsupported", () => {
  const { send, node } = server();
  expect(textOf(send("EVAL", "while true do end", "0"))).toMatch(/^UNSUPPORTED script /);
  expect(node.unsupported).toEqual([expect.stringMatching(/^endless script [0-9a-f]{40}$/)]);
  expect(send("EVAL", returnOne, "0")).toBe(1);
});

function server(): { readonly node: RedisNode; readonly send: (...argv: Bytes[]) => Reply } {
  const node = new RedisNode({ nowUs: () => 0, random: new Random("scripting"), lua });
  return { node, send: (...argv) => node.execute(argv) };
}

function textOf(reply: Reply): string {
  const text = typeof reply === "object" && reply !== null && "error" in reply ? reply.error : "";
  return text.replace(/ script: [0-9a-f]{40}, on @user_script:\d+\.$/, "");
}

describe("the settings of cjson", () => {
  it("last from script to script until SCRIPT FLUSH", () => {
    const { send } = server();
    const encode = "return cjson.encode({[1] = 1, [30] = 2})";
    const refused = send("EVAL", encode, "0");
    send("EVAL", "cjson.encode_sparse_array(true)", "0");
    expect(send("EVAL", encode, "0")).toBe('{"1":1,"30":2}');
    send("SCRIPT", "FLUSH");
    expect(send("EVAL", encode, "0")).toEqual(refused);
  });
});
