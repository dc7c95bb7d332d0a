import { describe, expect, it } from "vitest";
import { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import { LuaEngine } from "../lua/engine.ts";
import { RedisNode } from "../node.ts";
import type { Reply } from "../reply.ts";

// Every text here is what redis-server 7.0.15 answered to the same request.
const lua = await LuaEngine.load();

describe("FUNCTION LOAD", () => {
  it("registers what the library names, in both forms, and answers the library's name", () => {
    const { send } = server();
    const code = [
      "#!lua name=lib",
      "redis.register_function('one', function(keys, args) return {keys[1], args[1]} end)",
      "redis.register_function{function_name='two', callback=function() return redis.call('GET', 'k') end,",
      "  description='reads', flags={'NO-WRITES', 'allow-oom'}}",
    ].join("\n");
    expect(send("FUNCTION", "LOAD", code)).toBe("lib");
    expect(send("FCALL", "one", "1", "key", "argument")).toEqual(["key", "argument"]);
    expect(send("FCALL_RO", "TWO", "0")).toBeNull();
    expect(send("FUNCTION", "LIST", "LIBRARYNAME", "LI*")).toEqual([
      {
        map: [
          ["library_name", "lib"],
          ["engine", "LUA"],
          [
            "functions",
            [
              {
                map: [
                  ["name", "one"],
                  ["description", null],
                  ["flags", { set: [] }],
                ],
              },
              {
                map: [
                  ["name", "two"],
                  ["description", "reads"],
                  ["flags", { set: [{ status: "no-writes" }, { status: "allow-oom" }] }],
                ],
              },
            ],
          ],
        ],
      },
    ]);
  });

  it("lets a library do nothing but register and log while it is loaded", () => {
    const { load } = server();
    expect(load("local x = pairs")).toEqual({
      error:
        "ERR Error registering functions: ERR user_function:2: Script attempted to access nonexistent global variable 'pairs'",
    });
    expect(load("redis.call('GET', 'k')")).toEqual({
      error:
        "ERR Error registering functions: ERR user_function:2: Script attempted to access nonexistent global variable 'call'",
    });
    expect(load("x = 1")).toEqual({
      error:
        "ERR Error registering functions: ERR user_function:2: Attempt to modify a readonly table",
    });
    expect(load("foo bar")).toEqual({
      error: "ERR Error compiling function: user_function:2: '=' expected near 'bar'",
    });
    expect(load("while true do end")).toEqual({
      error: "ERR Error registering functions: ERR FUNCTION LOAD timeout",
    });
    expect(load("")).toEqual({ error: "ERR No functions registered" });
  });

  it("says what is wrong with the first line", () => {
    const { send } = server();
    const errorOf = (code: string) => send("FUNCTION", "LOAD", code);
    expect(errorOf("return 1")).toEqual({ error: "ERR Missing library metadata" });
    expect(errorOf("#!lua name=a")).toEqual({ error: "ERR Invalid library metadata" });
    expect(errorOf("#!lua\n")).toEqual({ error: "ERR Library name was not given" });
    expect(errorOf("#!js name=a\n")).toEqual({ error: "ERR Engine 'js' not found" });
    expect(errorOf("#!lua name=a flags=no-writes\n")).toEqual({
      error: "ERR Invalid metadata value given: flags=no-writes",
    });
    expect(errorOf("#!lua name=a-b\n")).toEqual({
      error:
        "ERR Library names can only contain letters, numbers, or underscores(_) and must be at least one character long",
    });
  });

  it("keeps the old library when the new one has a function of a third", () => {
    const { send, load } = server();
    load("redis.register_function('f', function() return 'first' end)", "first");
    load("redis.register_function('g', function() return 'second' end)", "second");
    expect(load("redis.register_function('f', function() end)", "second")).toEqual({
      error: "ERR Function f already exists",
    });
    expect(send("FCALL", "g", "0")).toBe("second");
    expect(send("FUNCTION", "LOAD", "#!lua name=first\n")).toEqual({
      error: "ERR Library 'first' already exists",
    });
  });
});

describe("FCALL", () => {
  it("keeps a library's local variables from call to call", () => {
    const { send, load } = server();
    load(
      "local n, seen = 0, {} redis.register_function('count', function(_, args) n = n + 1 seen[n] = args[1] return seen end)",
    );
    expect(send("FCALL", "count", "0", "a")).toEqual(["a"]);
    expect(send("FCALL", "count", "0", "b")).toEqual(["a", "b"]);
    expect(send("FLUSHALL")).toEqual({ status: "OK" });
    expect(send("SCRIPT", "FLUSH")).toEqual({ status: "OK" });
    expect(send("FCALL", "count", "0", "c")).toEqual(["a", "b", "c"]);
  });

  it("is the same for nodes that share an engine", () => {
    const code = "local n = 0 redis.register_function('count', function() n = n + 1 return n end)";
    const [first, second] = [server(), server()];
    first.load(code);
    second.load(code);
    expect(first.send("FCALL", "count", "0")).toBe(1);
    expect(second.send("FCALL", "count", "0")).toBe(1);
    expect(first.send("FCALL", "count", "0")).toBe(2);
  });

  it("does not let a function register another, even if its library has kept what it takes", () => {
    const { send, load } = server();
    load(
      "local r = redis r.register_function('f', function() r.register_function('g', r.log) end)",
    );
    expect(send("FCALL", "f", "0")).toEqual({
      error:
        "ERR redis.register_function can only be called on FUNCTION LOAD command script: f, on @user_function:2.",
    });
  });

  it("needs the replicas that are asked for, unless it writes nothing", () => {
    const { send, load } = server();
    load(
      "redis.register_function('f', function() return 1 end) redis.register_function{function_name='g', callback=function() return 2 end, flags={'no-writes'}}",
    );
    send("CONFIG", "SET", "min-replicas-to-write", "1");
    const noReplicas = { error: "NOREPLICAS Not enough good replicas to write." };
    expect(send("FCALL", "f", "0")).toEqual(noReplicas);
    expect(send("FCALL", "g", "0")).toBe(2);
    expect(send("EVAL", "#!lua\nreturn 3", "0")).toEqual(noReplicas);
    expect(send("EVAL", "return 4", "0")).toBe(4);
  });

  it("counts what a script was refused as rejected, and once", () => {
    const { send } = server();
    send("CONFIG", "SET", "maxmemory", "1");
    expect(send("EVAL", "return redis.call('SET', 'k', 'v')", "1", "k")).toMatchObject({
      error: expect.stringMatching(/^OOM /),
    });
    const info = send("INFO", "commandstats", "errorstats") as { readonly verbatim: string };
    expect(info.verbatim).toMatch(/cmdstat_set:calls=0,.*rejected_calls=1,failed_calls=0/);
    expect(info.verbatim).toContain("errorstat_OOM:count=1\r\n");
  });

  it("names the function where it says what went wrong", () => {
    const { send, load } = server();
    load("redis.register_function('f', function() error('boom') end)");
    expect(send("FCALL", "f", "0")).toEqual({
      error: "ERR user_function:2: boom script: f, on @user_function:2.",
    });
    expect(send("FCALL", "f", "x")).toEqual({ error: "ERR Bad number of keys provided" });
    expect(send("FCALL", "g", "x")).toEqual({ error: "ERR Function not found" });
  });

  it("writes only where the flags and the command allow it", () => {
    const { send, load } = server();
    load(
      "local set = function() return redis.call('SET', 'k', 'v') end redis.register_function('f', set) redis.register_function{function_name='ro', callback=set, flags={'no-writes'}}",
    );
    expect(send("FCALL", "f", "0")).toEqual({ status: "OK" });
    expect(send("FCALL_RO", "f", "0")).toEqual({
      error: "ERR Can not execute a script with write flag using *_ro command.",
    });
    expect(send("FCALL", "ro", "0")).toEqual({
      error:
        "ERR Write commands are not allowed from read-only scripts. script: ro, on @user_function:2.",
    });
  });
});

describe("FUNCTION RESTORE", () => {
  it("brings back what FUNCTION DUMP gave, or nothing of it", () => {
    const { send, load, node } = server();
    load("redis.register_function('f', function() return 1 end)");
    const payload = node.execute(["FUNCTION", "DUMP"]) as Bytes;
    expect(send("FUNCTION", "RESTORE", payload)).toEqual({
      error: "ERR Library lib already exists",
    });
    expect(send("FUNCTION", "RESTORE", payload, "REPLACE")).toEqual({ status: "OK" });
    expect(send("FUNCTION", "FLUSH")).toEqual({ status: "OK" });
    expect(send("FUNCTION", "RESTORE", payload)).toEqual({ status: "OK" });
    expect(send("FCALL", "f", "0")).toBe(1);
    expect(send("FUNCTION", "RESTORE", "x", "LATER")).toEqual({
      error: "ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.",
    });
  });
});

function server() {
  const node = new RedisNode({ nowUs: () => 0, random: new Random("functions"), lua });
  const send = (...argv: readonly Bytes[]): Reply => node.execute(argv);
  const load = (body: Bytes, name = "lib"): Reply =>
    send("FUNCTION", "LOAD", "REPLACE", `#!lua name=${name}\n${body}`);
  return { node, send, load };
}
