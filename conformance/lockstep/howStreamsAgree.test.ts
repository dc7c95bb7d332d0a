import { describe, expect, it } from "vitest";
import { requestBytes } from "../differential/requestBytes.ts";
import { howStreamsAgree } from "./howStreamsAgree.ts";

const multi = ["MULTI"];
const exec = ["EXEC"];
const [a, b, c] = [["HSET", "a", "f", "1"], ["HSET", "b", "f", "1"], ["DEL", "set"]]; // prettier-ignore
const ownWords = "stream in the server's own words";
const walked = "stream of a script that walked a set";

describe("howStreamsAgree", () => {
  it.each([
    ["the same", [["PING"]], [["PING"]], "equal"],
    ["a ping in either case", [["PING"]], [["ping"]], ownWords],
    [
      "a set in either order",
      [["RESTORE", "k", "0", "ab"]],
      [["RESTORE", "k", "0", "ba"]],
      ownWords,
    ],
    ["less of a set", [["RESTORE", "k", "0", "ab"]], [["RESTORE", "k", "0", "a"]], null],
    ["another value", [["SET", "k", "v"]], [["SET", "k", "w"]], null],
    ["a transaction in another order", [multi, a, b, c, exec], [multi, b, a, c, exec], walked],
    ["another transaction", [multi, a, b, exec], [multi, a, c, exec], null],
    ["what is no transaction in another order", [a, b], [b, a], null],
    [
      "two transactions in another order",
      [multi, a, exec, multi, b, exec],
      [multi, b, exec, multi, a, exec],
      null,
    ],
  ])("takes %s for what it is", (_what, model, real, how) => {
    const bytes = (commands: string[][]): string => commands.map(requestBytes).join("");
    expect(howStreamsAgree(bytes(model), bytes(real), "7.0")).toBe(how);
  });

  it("permits no other order where a small set is a list", () => {
    const [ours, theirs] = [[multi, a, b, exec], [multi, b, a, exec]].map((commands) => commands.map(requestBytes).join("")); // prettier-ignore
    expect(howStreamsAgree(ours!, theirs!, "8.0")).toBeNull();
    expect(howStreamsAgree(ours!, theirs!, "valkey-8.1")).toBeNull();
  });
});
