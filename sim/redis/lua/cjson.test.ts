import { describe, expect, it } from "vitest";
import { replyOf } from "./runForTest.ts";

// Every expectation is what redis-server 7.0.15 answered to the same script.
describe("cjson", () => {
  it.each([
    [
      "return cjson.encode({1, 1.5, 1/3, 1e15, 1e14, 123456789012345, -0.1, 1234567890123.25})",
      "[1,1.5,0.33333333333333,1e+15,1e+14,1.2345678901234e+14,-0.1,1234567890123.2]",
    ],
    ["return cjson.encode('a/b\"c\\\\d\\n\\1\\127')", '"a\\/b\\"c\\\\d\\n\\u0001\\u007f"'],
    ["return cjson.encode('caf\\195\\169')", '"caf\xc3\xa9"'],
    ["return cjson.encode({true, false, cjson.null})", "[true,false,null]"],
    ["return cjson.encode(nil)", "null"],
  ] as const)("encodes as Redis does: %.14g, and slashes escaped: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return cjson.encode({})", "{}"],
    ["return cjson.encode({{}, {{}}})", "[{},[{}]]"],
    ["return cjson.encode({[1] = 'a', [2] = 'b'})", '["a","b"]'],
    ["return cjson.encode({1, nil, 3})", "[1,null,3]"],
    ["return cjson.encode({[1.5] = 1})", '{"1.5":1}'],
    ["return cjson.encode({[10] = 1})", "[null,null,null,null,null,null,null,null,null,1]"],
  ] as const)(
    "takes a table with keys 1 to n for an array and an empty one for an object: %s",
    (script, reply) => {
      expect(replyOf(script)).toEqual(reply);
    },
  );

  it.each([
    [
      "local t = {} for i = 1, 12 do t['k' .. i] = i end return cjson.encode(t)",
      '{"k12":12,"k9":9,"k8":8,"k1":1,"k3":3,"k2":2,"k10":10,"k11":11,"k6":6,"k7":7,"k4":4,"k5":5}',
    ],
    [
      'return cjson.encode(cjson.decode(\'{"name":"j","id":1,"data":{},"opts":{"attempts":3,"delay":0}}\'))',
      '{"id":1,"data":{},"name":"j","opts":{"delay":0,"attempts":3}}',
    ],
  ] as const)("keeps the order that Lua's tables have: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "return cjson.encode({[11] = 1})",
      { error: "ERR user_script:1: Cannot serialise table: excessively sparse array" },
    ],
    [
      "return cjson.encode({[true] = 1})",
      {
        error: "ERR user_script:1: Cannot serialise boolean: table key must be a number or string",
      },
    ],
    [
      "return cjson.encode({1/0})",
      { error: "ERR user_script:1: Cannot serialise number: must not be NaN or Inf" },
    ],
    [
      "return cjson.encode(0/0)",
      { error: "ERR user_script:1: Cannot serialise number: must not be NaN or Inf" },
    ],
    [
      "return cjson.encode(print_ or function() end)",
      {
        error: "ERR user_script:1: Script attempted to access nonexistent global variable 'print_'",
      },
    ],
    [
      "return cjson.encode()",
      { error: "ERR user_script:1: bad argument #1 to 'encode' (expected 1 argument)" },
    ],
    [
      "return cjson.encode(1, 2)",
      { error: "ERR user_script:1: bad argument #1 to 'encode' (expected 1 argument)" },
    ],
    [
      "local t = {} t.t = t return cjson.encode(t)",
      { error: "ERR user_script:1: Cannot serialise, excessive nesting (1001)" },
    ],
  ] as const)("refuses to encode: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "return cjson.decode('[1,-2.5,1e3,\"x\",true,false,null]')",
      [1, -2, 1000, "x", 1, null, null],
    ],
    ['return cjson.decode(\'{"a":{"b":[1,{"c":"d"}]}}\').a.b[2].c', "d"],
    [
      "return cjson.decode(' \\t\\n\"\\\\u00e9\\\\ud83d\\\\ude00\\\\n\\\\/\" ')",
      "\xc3\xa9\xf0\x9f\x98\x80\n/",
    ],
    ["return cjson.decode('null') == cjson.null", 1],
    ["return tostring(cjson.null)", "userdata: (nil)"],
    [
      "return {cjson.decode('0x10'), cjson.decode('+1'), cjson.decode('01'), tostring(cjson.decode('-inf'))}",
      [16, 1, 1, "-inf"],
    ],
    ["return tostring(cjson.decode('12345678901234567890'))", "1.2345678901235e+19"],
  ] as const)("decodes: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "return cjson.decode('')",
      { error: "ERR user_script:1: Expected value but found T_END at character 1" },
    ],
    [
      "return cjson.decode('{\"a\" 1}')",
      { error: "ERR user_script:1: Expected colon but found T_NUMBER at character 6" },
    ],
    [
      "return cjson.decode('{\"a\":1,}')",
      { error: "ERR user_script:1: Expected object key string but found T_OBJ_END at character 8" },
    ],
    [
      "return cjson.decode('{a:1}')",
      {
        error:
          "ERR user_script:1: Expected object key string but found invalid token at character 2",
      },
    ],
    [
      "return cjson.decode('[1 2]')",
      { error: "ERR user_script:1: Expected comma or array end but found T_NUMBER at character 4" },
    ],
    [
      "return cjson.decode('[1,]')",
      { error: "ERR user_script:1: Expected value but found T_ARR_END at character 4" },
    ],
    [
      "return cjson.decode('[1')",
      { error: "ERR user_script:1: Expected comma or array end but found T_END at character 3" },
    ],
    [
      "return cjson.decode('\"abc')",
      {
        error:
          "ERR user_script:1: Expected value but found unexpected end of string at character 5",
      },
    ],
    [
      "return cjson.decode('\"\\\\x\"')",
      { error: "ERR user_script:1: Expected value but found invalid escape code at character 2" },
    ],
    [
      "return cjson.decode('\"\\\\ud83d\"')",
      {
        error:
          "ERR user_script:1: Expected value but found invalid unicode escape code at character 2",
      },
    ],
    [
      "return cjson.decode('tru')",
      { error: "ERR user_script:1: Expected value but found invalid token at character 1" },
    ],
    [
      "return cjson.decode('nope')",
      { error: "ERR user_script:1: Expected value but found invalid token at character 1" },
    ],
    [
      "return cjson.decode('1 2')",
      { error: "ERR user_script:1: Expected the end but found T_NUMBER at character 3" },
    ],
    [
      "return cjson.decode('-')",
      { error: "ERR user_script:1: Expected value but found invalid number at character 1" },
    ],
    [
      "return cjson.decode('\\0x')",
      { error: "ERR user_script:1: JSON parser does not support UTF-16 or UTF-32" },
    ],
    [
      "return cjson.decode({})",
      { error: "ERR user_script:1: bad argument #1 to 'decode' (string expected, got table)" },
    ],
    [
      "return cjson.decode(nil)",
      { error: "ERR user_script:1: bad argument #1 to 'decode' (string expected, got nil)" },
    ],
    [
      "return cjson.decode()",
      { error: "ERR user_script:1: bad argument #1 to 'decode' (expected 1 argument)" },
    ],
  ] as const)("says where the text is wrong: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "return cjson.decode(('['):rep(1001) .. (']'):rep(1001))",
      {
        error: "ERR user_script:1: Found too many nested data structures (1001) at character 1001",
      },
    ],
    [
      "local c = cjson.new() c.decode_max_depth(2) return c.decode('[[[]]]')",
      { error: "ERR user_script:1: Found too many nested data structures (3) at character 3" },
    ],
    [
      "local c = cjson.new() c.encode_max_depth(1) return c.encode({{}})",
      { error: "ERR user_script:1: Cannot serialise, excessive nesting (2)" },
    ],
  ] as const)("limits the nesting: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local c = cjson.new() c.encode_sparse_array(true) return {c.encode({[11] = 1}), pcall(cjson.encode, {[11] = 1})}",
      ['{"11":1}', null, "Cannot serialise table: excessively sparse array"],
    ],
    ["local c = cjson.new() return {c.encode_sparse_array()}", [null, 2, 10]],
    ["local c = cjson.new() c.encode_number_precision(3) return c.encode(1/3)", "0.333"],
    ["local c = cjson.new() c.encode_invalid_numbers('null') return c.encode({1/0})", "[null]"],
    [
      "local c = cjson.new() c.decode_invalid_numbers(false) return c.decode('0x10')",
      { error: "ERR user_script:1: Expected value but found invalid number at character 1" },
    ],
    [
      "local c = cjson.new() return c.encode_number_precision(15)",
      {
        error:
          "ERR user_script:1: bad argument #1 to 'encode_number_precision' (expected integer between 1 and 14)",
      },
    ],
    [
      "local c = cjson.new() return c.encode_invalid_numbers('maybe')",
      {
        error:
          "ERR user_script:1: bad argument #1 to 'encode_invalid_numbers' (invalid option 'maybe')",
      },
    ],
    [
      "local c = cjson.new() return c.encode_max_depth(1, 2)",
      {
        error:
          "ERR user_script:1: bad argument #2 to 'encode_max_depth' (found too many arguments)",
      },
    ],
  ] as const)("has settings, and more of them with new(): %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });
});
