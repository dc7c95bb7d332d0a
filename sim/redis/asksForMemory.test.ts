import { expect, test } from "vitest";
import { Random } from "../random.ts";
import { LuaEngine } from "./lua/engine.ts";
import { RedisNode } from "./node.ts";
import { nodeForTests } from "./nodeForTests.ts";

test("a transaction whose script may take memory does not begin when there is none left", async () => {
  const lua = await LuaEngine.load();
  const node = new RedisNode({ nowUs: () => 0, random: new Random("full"), lua });
  let heard = "";
  const client = node.connect({ remote: "", send: (bytes) => (heard = bytes), close() {} });
  const say = (...argv: string[]): string => (client.receive(argv), heard);

  const transactionOf = (script: string): string => {
    node.execute(["CONFIG", "SET", "maxmemory", "0"]);
    say("MULTI");
    say("EVAL", script, "0");
    node.execute(["CONFIG", "SET", "maxmemory", "1"]);
    return say("EXEC");
  };
  expect(transactionOf("#!lua\nreturn 1")).toBe(
    "-EXECABORT Transaction discarded because of: OOM command not allowed when used memory > 'maxmemory'.\r\n",
  );
  expect(transactionOf("#!lua flags=allow-oom\nreturn 1")).toBe("*1\r\n:1\r\n");
  expect(say("EVAL", "#!lua\nreturn 1", "x")).toMatch(/^-OOM command not allowed/);
});

test.each([
  ["7.0", "-OOM"],
  ["8.0", "+QUEUED"],
  ["valkey-8.1", "+QUEUED"],
] as const)(
  "what takes no memory in a full %s, in a transaction, is answered %s",
  (version, reply) => {
    const { run, connect } = nodeForTests(version);
    const { say } = connect();
    run("CONFIG SET maxmemory 1");
    say("MULTI");
    expect(say("GET k").startsWith(reply)).toBe(true);
    expect(say("SET k v")).toMatch(/^-OOM/);
  },
);
