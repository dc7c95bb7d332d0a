import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("describes a command in ten fields, the key specifications with what they are for", () => {
  const { node } = nodeForTests();
  expect(node.execute(["COMMAND", "INFO", "xread"])).toEqual([
    [
      "xread",
      -4,
      { set: [{ status: "readonly" }, { status: "blocking" }, { status: "movablekeys" }] },
      0,
      0,
      0,
      {
        set: ["@read", "@stream", "@slow", "@blocking"].map((status) => ({ status })),
      },
      { set: [] },
      {
        set: [
          {
            map: [
              ["flags", { set: [{ status: "RO" }, { status: "access" }] }],
              [
                "begin_search",
                {
                  map: [
                    ["type", "keyword"],
                    [
                      "spec",
                      {
                        map: [
                          ["keyword", "STREAMS"],
                          ["startfrom", 1],
                        ],
                      },
                    ],
                  ],
                },
              ],
              [
                "find_keys",
                {
                  map: [
                    ["type", "range"],
                    [
                      "spec",
                      {
                        map: [
                          ["lastkey", -1],
                          ["keystep", 1],
                          ["limit", 2],
                        ],
                      },
                    ],
                  ],
                },
              ],
            ],
          },
        ],
      },
      { set: [] },
    ],
  ]);
});

it("counts and lists the commands of its version", () => {
  expect(nodeForTests("7.0").run("COMMAND COUNT")).toBe(240);
  expect(nodeForTests("8.0").run("COMMAND COUNT")).toBe(265);
  expect(nodeForTests("valkey-8.1").run("COMMAND COUNT")).toBe(242);
  expect(nodeForTests("7.0").run("COMMAND LIST FILTERBY PATTERN hs*")).toEqual([
    "hscan",
    "hset",
    "hsetnx",
    "hstrlen",
  ]);
  expect(nodeForTests("8.0").run("COMMAND LIST FILTERBY MODULE VectorSet")).toContain("VSIM");
});

it("documents subcommands by their full names, and leaves out what is no command", () => {
  const { run } = nodeForTests();
  expect(run("COMMAND DOCS nope client|id")).toEqual({
    map: [
      [
        "client|id",
        {
          map: [
            ["summary", "Returns the client ID for the current connection"],
            ["since", "5.0.0"],
            ["group", "connection"],
            ["complexity", "O(1)"],
          ],
        },
      ],
    ],
  });
});

it.each([
  ["get a", ["a"]],
  ["set a b get", ["a"]],
  ["zunionstore d 2 a b", ["d", "a", "b"]],
  ["zunion 2x a b", ["a", "b"]],
  ["sort k by x_* limit store a store d", ["k", "d"]],
  ["sort k get store store d", ["k", "d"]],
  ['migrate h 1 "" 0 100 auth keys keys a b', ["a", "b"]],
  ["xread count 1 streams a b 0 0", ["a", "b"]],
  ["eval x 0", []],
  ["eval x 3 a b", []],
])("COMMAND GETKEYS %s", (request, keys) => {
  expect(nodeForTests().run(`COMMAND GETKEYS ${request}`)).toEqual(keys);
});

it("says what a key is for, which may depend on the arguments", () => {
  const { run } = nodeForTests();
  const flags = (...statuses: string[]) => ({ set: statuses.map((status) => ({ status })) });
  expect(run("COMMAND GETKEYSANDFLAGS set k v")).toEqual([["k", flags("OW", "update")]]);
  expect(run("COMMAND GETKEYSANDFLAGS set k v get")).toEqual([
    ["k", flags("RW", "access", "update")],
  ]);
  expect(run("COMMAND GETKEYSANDFLAGS bitfield k get u8 0")).toEqual([
    ["k", flags("RO", "access")],
  ]);
});

it.each([
  ["nope x", "ERR Invalid command specified"],
  ["ping x", "ERR The command has no key arguments"],
  ["spublish c m", "ERR The command has no key arguments"],
  ["smove a b", "ERR Invalid number of arguments specified for command"],
  ["zunion 3 a b", "ERR Invalid arguments specified for command"],
])("refuses COMMAND GETKEYS %s", (request, error) => {
  expect(nodeForTests().run(`COMMAND GETKEYS ${request}`)).toEqual({ error });
});
