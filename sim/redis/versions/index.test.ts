import { describe, expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";
import { versionProfiles } from "./index.ts";

describe.each(versionProfiles)("version $name", ({ facts, docs }) => {
  it("describes every command that it documents, and documents every one that it describes", () => {
    const described = facts()
      .map(([command]) => command)
      .filter((command) => !command.includes("|"));
    expect([...docs().keys()]).toEqual(described);
  });
});

it.each([
  ["7.0", "redis", "7.0.15", "redis_version:7.0.15"],
  ["8.0", "redis", "8.0.2", "redis_version:8.0.2"],
  ["valkey-8.1", "valkey", "8.1.1", "redis_version:7.2.4"],
] as const)("says as %s that it is %s %s", (name, server, version, info) => {
  const { run, texts } = nodeForTests(name);
  expect(run("HELLO")).toMatchObject({
    map: expect.arrayContaining([
      ["server", server],
      ["version", version],
    ]),
  });
  expect(texts("INFO server")[0]).toContain(info);
});

it("refuses a command of a later version in the words of the earlier one", () => {
  expect(nodeForTests("7.0").run("HTTL k FIELDS 1 f")).toEqual({
    error: "ERR unknown command 'HTTL', with args beginning with: 'k' 'FIELDS' '1' 'f' ",
  });
});
