import { expect, test } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

test("a parameter is answered as it was asked for, and under its older name too", () => {
  const { run } = nodeForTests();
  expect(run("CONFIG GET MaxMemory")).toEqual({ map: [["MaxMemory", "0"]] });
  expect(run("CONFIG GET *-priority")).toEqual({
    map: [
      ["replica-priority", "100"],
      ["slave-priority", "100"],
    ],
  });
  expect(run("CONFIG GET nothing-such key-load-delay key-load-*")).toEqual({
    map: [["key-load-delay", "0"]],
  });
});

test("memory is given in units and shown in bytes", () => {
  const { run } = nodeForTests();
  run("CONFIG SET maxmemory 100mb hash-max-ziplist-value 1k");
  expect(run("CONFIG GET maxmemory hash-max-listpack-value")).toEqual({
    map: [
      ["maxmemory", "104857600"],
      ["hash-max-listpack-value", "1000"],
    ],
  });
});

test("either all parameters are set or none", () => {
  const { run } = nodeForTests();
  expect(run("CONFIG SET timeout 5 hz never")).toEqual({
    error:
      "ERR CONFIG SET failed (possibly related to argument 'hz') - argument couldn't be parsed into an integer",
  });
  expect(run("CONFIG GET timeout")).toEqual({ map: [["timeout", "0"]] });
});

test("an unknown parameter is told unless one before it is refused", () => {
  const { run } = nodeForTests();
  expect(run("CONFIG SET hz x nope 1")).toEqual({
    error: "ERR Unknown option or number of arguments for CONFIG SET - 'nope'",
  });
  expect(run("CONFIG SET Databases 4 nope 1")).toEqual({
    error:
      "ERR CONFIG SET failed (possibly related to argument 'Databases') - can't set immutable config",
  });
});

test("limits of output buffers keep the classes that were not named", () => {
  const { run } = nodeForTests();
  run('CONFIG SET client-output-buffer-limit "replica 1gb 2k 3"');
  expect(run("CONFIG GET client-output-buffer-limit")).toEqual({
    map: [
      [
        "client-output-buffer-limit",
        "normal 0 0 0 slave 1073741824 2000 3 pubsub 33554432 8388608 60",
      ],
    ],
  });
});
