import { describe, expect, it } from "vitest";
import type { Reply } from "../reply.ts";
import { RedisRandom } from "./redisRandom.ts";
import { replyOf, runForTest } from "./runForTest.ts";

const tableAddress = "return tostring({})";

describe("a run", () => {
  it("gets its keys and arguments byte for byte", () => {
    const everyByte = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
    const reply = runForTest("return {KEYS[1], ARGV[1], #KEYS, #ARGV, ARGV[3]}", {
      keys: [everyByte],
      args: ["", "b".repeat(3_000_000)],
    });
    expect(reply).toEqual([everyByte, "", 1, 2]);
    expect(runForTest("return #ARGV[1]", { args: ["b".repeat(3_000_000)] })).toBe(3_000_000);
  });

  it("calls commands with numbers written to 17 digits and truth refused", () => {
    expect(replyOf("return redis.call('SET', 'k', 0.1, 3, 2^53, 1e20, '1.0')")).toEqual([
      "SET",
      "k",
      "0.10000000000000001",
      "3",
      "9007199254740992",
      "1e+20",
      "1.0",
    ]);
    expect(replyOf("return redis.call('SET', true)")).toEqual({
      error: "ERR Lua redis lib command arguments must be strings or integers",
    });
  });

  it("ends with the error of a command, code first, and the place of the call", () => {
    const host = { call: (): Reply => ({ error: "WRONGTYPE Operation against a key" }) };
    expect(runForTest("local x = 1\nreturn redis.call('GET', 'k')", { host })).toEqual({
      error:
        "WRONGTYPE Operation against a key script: a5d14a5ce7b1829c46e97dac24e737ca5d817474, on @user_script:2.",
    });
    expect(runForTest("return {pcall(redis.call, 'GET', 'k')}", { host })).toEqual([
      null,
      "WRONGTYPE Operation against a key",
    ]);
    expect(runForTest("return redis.pcall('GET', 'k').err", { host })).toBe(
      "WRONGTYPE Operation against a key",
    );
  });

  it("sees replies as RESP2 has them until it asks for RESP3", () => {
    const answering = (reply: Reply) => ({ host: { call: (): Reply => reply } });
    const inResp2 = "local r = redis.call('X') return {type(r), tostring(r)}";
    expect(runForTest(inResp2, answering(null))).toEqual(["boolean", "false"]);
    expect(runForTest(inResp2, answering({ double: 1.5 }))).toEqual(["string", "1.5"]);
    expect(runForTest(inResp2, answering({ bool: true }))).toEqual(["number", "1"]);

    const map: Reply = { map: [["a", { double: 1.5 }]] };
    expect(runForTest("return redis.call('X')", answering(map))).toEqual(["a", "1.5"]);
    const inResp3 = "redis.setresp(3) local r = redis.call('X') ";
    expect(runForTest(`${inResp3} return tostring(r.map.a.double)`, answering(map))).toBe("1.5");
    expect(runForTest(`${inResp3} return tostring(r)`, answering(null))).toBe("nil");
    expect(runForTest(`${inResp3} return r.set.x`, answering({ set: ["x"] }))).toEqual({
      bool: true,
    });
    expect(runForTest(`${inResp3} return r`, answering(map))).toEqual(map);
  });

  it("cannot load bytecode, as in Redis", () => {
    const load =
      "local f, why = loadstring(string.dump(function() return 1 end)) return {f or 'nil', why}";
    expect(replyOf(load)).toEqual([
      "nil",
      `[string "\x1bLuaQ"]:1: unexpected symbol near 'char(27)'`,
    ]);
  });

  it("returns the types that only RESP3 tells apart", () => {
    expect(runForTest("return {double = 3.5}")).toEqual({ double: 3.5 });
    expect(runForTest("return {map = {a = 1}}")).toEqual({ map: [["a", 1]] });
    expect(runForTest("return {set = {a = true}}")).toEqual({ set: ["a"] });
    expect(runForTest("return {verbatim_string = {format = 'txt', string = 'hi'}}")).toEqual({
      verbatim: "hi",
      format: "txt",
    });
    expect(runForTest("redis.setresp(3) return {true}")).toEqual([{ bool: true }]);
  });

  it("hands on what redis.log and redis.set_repl say", () => {
    const heard: unknown[] = [];
    const host = {
      log: (level: number, message: string) => void heard.push([level, message]),
      setReplication: (targets: number) => void heard.push(targets),
    };
    runForTest("redis.log(redis.LOG_WARNING, 'a', 1, 'b') redis.set_repl(redis.REPL_AOF)", {
      host,
    });
    expect(heard).toEqual([[3, "a 1 b"], 1]);
  });
});

describe("no run knows of another", () => {
  it("although one changed what it could reach", () => {
    const before = runForTest(tableAddress);
    runForTest("KEYS.x = 1 cjson.encode_max_depth(1) math.randomseed(5) math.random()");
    runForTest("for i = 1, 1000 do local t = {} t[i] = tostring(i) end collectgarbage()");
    expect(
      replyOf("return {tostring(KEYS.x), cjson.encode({{{}}}), tostring(math.random())}"),
    ).toEqual(["nil", "[[{}]]", "0.39646477363839"]);
    expect(runForTest(tableAddress)).toBe(before);
  });

  it("although one failed in any way there is", () => {
    const before = runForTest(tableAddress);
    expect(runForTest("error('x')")).toHaveProperty("error");
    expect(replyOf("return ('x'):rep(1e9)")).toHaveProperty("error");
    expect(runForTest("while true do end")).toHaveProperty("error");
    const failing = () =>
      runForTest("return pcall(redis.call, 'GET')", {
        host: {
          call: () => {
            throw new RangeError("a bug of the host");
          },
        },
      });
    expect(failing).toThrow("a bug of the host");
    expect(runForTest(tableAddress)).toBe(before);
  });

  it("even the garbage collector and the order of tables keyed by tables repeat themselves", () => {
    const script = `
      local seen, order = {}, {}
      for i = 1, 100 do seen[{}] = i end
      for _, i in pairs(seen) do order[#order + 1] = i end
      order[#order + 1] = collectgarbage('count')
      return order`;
    const first = runForTest(script);
    runForTest("local t = {} for i = 1, 500 do t[i] = ('x'):rep(i) end");
    expect(runForTest(script)).toEqual(first);
  });
});

describe("an endless script", () => {
  it("ends with an error that no Redis gives, pcall or not, and is reported", () => {
    const text =
      /^UNSUPPORTED script [0-9a-f]{40}: it ran for more than 200000 instructions; Redis would let it run on/;
    for (const script of [
      "while true do end",
      "while true do pcall(function() while true do end end) end",
      "coroutine.wrap(function() while true do end end)()",
      "repeat local ok = redis.pcall('PING') until not ok",
    ]) {
      let reported = 0;
      const host = { onEndless: () => void reported++ };
      expect(runForTest(script, { host, instructionsMax: 200_000 })).toEqual({
        error: expect.stringMatching(text) as string,
      });
      expect(reported).toBe(1);
    }
  });
});

describe("math.random", () => {
  it("goes on where the node's last script stopped", () => {
    const random = new RedisRandom();
    const script = "return tostring(math.random())";
    expect(runForTest(script, { host: { random } })).toBe("0.39646477363839");
    expect(runForTest(script, { host: { random } })).toBe("0.84048536971234");
  });

  it("gives the server's numbers for a seed", () => {
    expect(
      replyOf(
        "math.randomseed(7) return {tostring(math.random()), math.random(10), math.random(5, 7)}",
      ),
    ).toEqual(["0.26644419658298", 7, 5]);
  });
});
