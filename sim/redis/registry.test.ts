import { expect, it } from "vitest";
import { nodeForTests } from "./nodeForTests.ts";

it("refuses what Redis does and the model does not, and remembers it", () => {
  const { node, run } = nodeForTests();
  const refused = {
    error:
      "UNSUPPORTED command MEMORY|STATS: the model does not do it yet (claimcheck list says what it does)",
  };
  expect(run("memory stats")).toEqual(refused);
  expect(node.unsupported).toEqual(["command MEMORY|STATS"]);
  expect(node.registry.unsupported()).toContain("MEMORY|STATS");
  expect(node.registry.supported()).not.toContain("MEMORY|STATS");
});

it("answers what Redis does not know in Redis' words", () => {
  const { node, run } = nodeForTests();
  expect(run("foo bar 'b z'")).toEqual({
    error: "ERR unknown command 'foo', with args beginning with: 'bar' 'b z' ",
  });
  expect(run("Client foo")).toEqual({
    error: "ERR unknown subcommand 'foo'. Try CLIENT HELP.",
  });
  expect(run("client")).toEqual({
    error: "ERR wrong number of arguments for 'client' command",
  });
  expect(run("client|list")).toHaveProperty("error", expect.stringContaining("unknown command"));
  expect(node.unsupported).toEqual([]);
});

it("keeps an unknown command of many lines on one", () => {
  const { node } = nodeForTests();
  expect(node.execute(["a\r\nb", "c\nd"])).toEqual({
    error: "ERR unknown command 'a  b', with args beginning with: 'c d' ",
  });
});

it("checks the number of arguments before anything else, also of unsupported commands", () => {
  const { run } = nodeForTests();
  expect(run("get")).toEqual({ error: "ERR wrong number of arguments for 'get' command" });
  expect(run("geoadd k")).toEqual({
    error: "ERR wrong number of arguments for 'geoadd' command",
  });
  expect(run("client setname")).toEqual({
    error: "ERR wrong number of arguments for 'client|setname' command",
  });
});
