import { describe, expect, it } from "vitest";
import { replyOf } from "./runForTest.ts";

// Every expectation is what redis-server 7.0.15 answered to the same script.
describe("what a script returns and raises", () => {
  it.each([
    ["return 3.99", 3],
    ["return -3.99", -3],
    ["return 2^53", 9007199254740992n],
    ["return 2^62", 4611686018427387904n],
    ["return 1e300", -9223372036854775808n],
    ["return 'a\\0b'", "a\u0000b"],
    ["return true", 1],
    ["return false", null],
    ["return nil", null],
    ["return {1, 2, nil, 4}", [1, 2]],
    ["return {ok = 'fine'}", { status: "fine" }],
    ["return {err = 'MY error'}", { error: "MY error" }],
    ["return {1, {2, {err = 'in'}}}", [1, [2, { error: "in" }]]],
    ["return function() end", null],
    ["return setmetatable({}, {__index = function() return 'x' end})", []],
  ] as const)("turns Lua values into replies: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "return foo",
      { error: "ERR user_script:1: Script attempted to access nonexistent global variable 'foo'" },
    ],
    ["foo = 1", { error: "ERR user_script:1: Attempt to modify a readonly table" }],
    ["redis.call = nil", { error: "ERR user_script:1: Attempt to modify a readonly table" }],
    ["KEYS = {}", { error: "ERR user_script:1: Attempt to modify a readonly table" }],
    ["error('boom')", { error: "ERR user_script:1: boom" }],
    ["error('boom', 0)", { error: "ERR boom" }],
    ["error({err = 'MY error'})", { error: "MY error" }],
    ["error()", { error: "ERR nil" }],
    ["error('a\\nb')", { error: "ERR user_script:1: a b" }],
    [
      "local t = nil return t.x",
      { error: "ERR user_script:1: attempt to index local 't' (a nil value)" },
    ],
    ["return 1 < 'x'", { error: "ERR user_script:1: attempt to compare number with string" }],
    [
      "local function f() return 1 + f() end return f()",
      { error: "ERR user_script:1: stack overflow" },
    ],
    [
      "foo bar",
      {
        error: "ERR Error compiling script (new function): user_script:1: '=' expected near 'bar'",
      },
    ],
    [
      "local x = 'unfinished",
      {
        error:
          "ERR Error compiling script (new function): user_script:1: unfinished string near '<eof>'",
      },
    ],
    ["return ('abc'):gsub('(', 'x')", "xaxbxcx"],
    ["return loadstring('x x')()", { error: "ERR user_script:1: attempt to call a nil value" }],
    ["setmetatable(_G, {})", { error: "ERR Attempt to modify a readonly table" }],
    ["rawset(_G, 'x', 1)", { error: "ERR Attempt to modify a readonly table" }],
    [
      "getmetatable('').__index = 1",
      { error: "ERR user_script:1: Attempt to modify a readonly table" },
    ],
    [
      "return redis.call()",
      { error: "ERR Please specify at least one argument for this redis lib call" },
    ],
    [
      "return redis.call({})",
      { error: "ERR Lua redis lib command arguments must be strings or integers" },
    ],
    [
      "return coroutine.wrap(function() error('inside') end)()",
      { error: "ERR user_script:1: user_script:1: inside" },
    ],
  ] as const)("words errors as Redis does: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return {pcall(error, {err = 'E text'})}", [null, "E text"]],
    ["return {pcall(error, 'text')}", [null, "text"]],
    ["return {pcall(error)}", [null]],
    ["return redis.error_reply('MY text')", { error: "MY text" }],
    ["return redis.error_reply('one_word')", { error: "ERR one_word" }],
    ["return redis.error_reply(1)", { error: "ERR wrong number or type of arguments" }],
    ["return redis.status_reply('fine')", { status: "fine" }],
    ["return redis.status_reply()", { error: "ERR wrong number or type of arguments" }],
  ] as const)("shows pcall the text of an error and redis.pcall the table: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return redis.sha1hex('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["return redis.sha1hex()", { error: "ERR wrong number of arguments" }],
    [
      "return {redis.REDIS_VERSION, redis.REDIS_VERSION_NUM, redis.LOG_WARNING, redis.REPL_ALL}",
      ["7.0.15", 458767, 3, 3],
    ],
    ["return redis.replicate_commands()", 1],
    ["return redis.breakpoint()", null],
    [
      "return redis.set_repl(9)",
      {
        error: "ERR Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.",
      },
    ],
    ["return redis.setresp(4)", { error: "ERR RESP version must be 2 or 3." }],
    ["return redis.log(9, 'x')", { error: "ERR Invalid debug level." }],
    ["return redis.log('x', 'y')", { error: "ERR First argument must be a number (log level)." }],
  ] as const)("has the rest of the table redis: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return string.format('%d', 1700000000000)", "1700000000000"],
    ["return string.format('%x', -1)", "ffffffffffffffff"],
    [
      "return string.format('%020d|%-20d|%+d', 2^40, 2^40, 2^40)",
      "00000001099511627776|1099511627776       |+1099511627776",
    ],
    ["return string.format('%5.2f %g %q', 1/3, 1e20, 'x')", ' 0.33 1e+20 "x"'],
    [
      "return string.format('%d', 'x')",
      { error: "ERR user_script:1: bad argument #2 to 'format' (number expected, got string)" },
    ],
    ["return tostring(tonumber('ffffffffff', 16))", "1099511627775"],
    ["return tostring(tonumber(' 0X '))", "nil"],
    ["return tostring(tonumber('0xf'))", "15"],
    ["return tostring(tonumber('-1', 16))", "1.844674407371e+19"],
    ["return tostring(10 / 2)", "5"],
    ["return tostring(2^53)", "9.007199254741e+15"],
  ] as const)("has 64-bit integers where C has them: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local t = {} for k in pairs(_G) do t[#t + 1] = k end return table.concat(t, ' ')",
      "string xpcall __redis__err__handler tostring _VERSION unpack setmetatable next assert tonumber rawequal collectgarbage struct getmetatable ARGV _G cjson math pcall KEYS redis type bit cmsgpack select rawset gcinfo rawget loadstring table coroutine pairs ipairs error load",
    ],
    [
      "local t = {} for k in pairs(redis) do t[#t + 1] = k end return table.concat(t, ' ')",
      "log LOG_WARNING error_reply REPL_AOF call REPL_ALL REDIS_VERSION_NUM REPL_SLAVE pcall LOG_NOTICE set_repl debug LOG_DEBUG sha1hex REDIS_VERSION status_reply acl_check_cmd REPL_REPLICA breakpoint setresp replicate_commands LOG_VERBOSE REPL_NONE",
    ],
    [
      "local t = {} for k in pairs(cjson) do t[#t + 1] = k end return table.concat(t, ' ')",
      "_NAME encode decode_max_depth _VERSION decode_invalid_numbers encode_keep_buffer null encode_number_precision new encode_max_depth encode_invalid_numbers decode encode_sparse_array",
    ],
  ] as const)("lists globals in Redis' order: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });
});
