import { expect, test } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

test("nothing was ever slow, as commands take no time", () => {
  const { run } = nodeForTests();
  run("SET k v");
  expect(run("SLOWLOG GET 5")).toEqual([]);
  expect(run("LATENCY LATEST")).toEqual([]);
  expect(run("SLOWLOG GET -2")).toEqual({
    error: "ERR count should be greater than or equal to -1",
  });
});

test("no time at all is slow when that is asked for", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  client.say("CLIENT SETNAME worker");
  client.say("CONFIG SET slowlog-log-slower-than 0");
  client.say(`SET k ${"x".repeat(130)}`);
  client.say("AUTH secret");
  client.say("GET");
  expect(run("SLOWLOG GET")).toEqual([
    [2, 1_700_000_000, 0, ["AUTH", "(redacted)"], "10.0.0.1:50000", "worker"],
    [
      1,
      1_700_000_000,
      0,
      ["SET", "k", `${"x".repeat(128)}... (2 more bytes)`],
      "10.0.0.1:50000",
      "worker",
    ],
    [
      0,
      1_700_000_000,
      0,
      ["CONFIG", "SET", "slowlog-log-slower-than", "0"],
      "10.0.0.1:50000",
      "worker",
    ],
  ]);
});

test("a long slow command shows its first arguments, and the log its newest commands", () => {
  const { run } = nodeForTests();
  run("CONFIG SET slowlog-log-slower-than 0 slowlog-max-len 2");
  run("GET a");
  run(`MSET ${Array.from({ length: 70 }, (_, i) => i).join(" ")}`);
  expect(run("SLOWLOG LEN")).toBe(2);
  const words = Array.from({ length: 30 }, (_, i) => String(i));
  expect(run("SLOWLOG GET 2")).toMatchObject([
    [3, 1_700_000_000, 0, ["SLOWLOG", "LEN"], "", ""],
    [2, 1_700_000_000, 0, ["MSET", ...words, "... (40 more arguments)"], "", ""],
  ]);
});

test("a monitor hears of commands as they run, and not of passwords", () => {
  const { connect } = nodeForTests();
  const [monitor, client] = [connect(), connect()];
  expect(monitor.say("MONITOR")).toBe("+OK\r\n");
  client.say('SET k "a\\x00\\"\\n"');
  client.say("MULTI");
  client.say("GET k");
  client.say("EXEC");
  client.say("AUTH secret");
  client.say("CONFIG GET port");
  expect(monitor.heard().split("\r\n")).toEqual([
    '+1700000000.000000 [0 10.0.0.1:50001] "SET" "k" "a\\x00\\"\\n"',
    '+1700000000.000000 [0 10.0.0.1:50001] "MULTI"',
    '+1700000000.000000 [0 10.0.0.1:50001] "GET" "k"',
    '+1700000000.000000 [0 10.0.0.1:50001] "EXEC"',
    '+1700000000.000000 [0 10.0.0.1:50001] "AUTH" "(redacted)"',
    "",
  ]);
});

test("logs a command that waited when it was served", () => {
  const { run, connect } = nodeForTests();
  run("CONFIG SET slowlog-log-slower-than 0");
  connect().say("BLPOP list 0");
  run("SLOWLOG RESET");
  run("RPUSH list item");
  expect(run("SLOWLOG GET 1")).toEqual([
    [3, 1_700_000_000, 0, ["BLPOP", "list", "0"], "10.0.0.1:50000", ""],
  ]);
});
