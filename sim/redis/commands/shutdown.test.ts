import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("ends the server when somebody runs one, without a reply", () => {
  const { node } = nodeForTests();
  const said: string[] = [];
  let ended = 0;
  const client = node.connect({
    remote: "test",
    send: (bytes) => void said.push(bytes),
    close: () => undefined,
    endServer: () => ended++,
  });
  client.receive(["SHUTDOWN", "NOSAVE", "now"]);
  expect([ended, said]).toEqual([1, []]);
});

it("refuses what contradicts itself, and has nothing to abort", () => {
  const { run } = nodeForTests();
  const syntax = { error: "ERR syntax error" };
  expect(run("SHUTDOWN SAVE NOSAVE")).toEqual(syntax);
  expect(run("SHUTDOWN NOW ABORT")).toEqual(syntax);
  expect(run("SHUTDOWN soon")).toEqual(syntax);
  expect(run("SHUTDOWN abort ABORT")).toEqual({ error: "ERR No shutdown in progress." });
});

it("refuses to end what nobody can end", () => {
  expect(nodeForTests().run("SHUTDOWN")).toEqual({
    error: expect.stringMatching(/^UNSUPPORTED SHUTDOWN in a simulation/),
  });
});
