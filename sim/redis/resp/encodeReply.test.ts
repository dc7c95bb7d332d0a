import { expect, it } from "vitest";
import type { Reply } from "../reply.ts";
import { encodeReply } from "./encodeReply.ts";

const cases: readonly (readonly [reply: Reply, resp2: string, resp3: string])[] = [
  [{ status: "OK" }, "+OK\r\n", "+OK\r\n"],
  [{ error: "ERR no" }, "-ERR no\r\n", "-ERR no\r\n"],
  [42, ":42\r\n", ":42\r\n"],
  [9223372036854775807n, ":9223372036854775807\r\n", ":9223372036854775807\r\n"],
  ["a\r\nb", "$4\r\na\r\nb\r\n", "$4\r\na\r\nb\r\n"],
  [null, "$-1\r\n", "_\r\n"],
  [{ nullArray: true }, "*-1\r\n", "_\r\n"],
  [["a", [1]], "*2\r\n$1\r\na\r\n*1\r\n:1\r\n", "*2\r\n$1\r\na\r\n*1\r\n:1\r\n"],
  [{ double: 0.5 }, "$3\r\n0.5\r\n", ",0.5\r\n"],
  [{ double: -Infinity }, "$4\r\n-inf\r\n", ",-inf\r\n"],
  [{ map: [["a", 1]] }, "*2\r\n$1\r\na\r\n:1\r\n", "%1\r\n$1\r\na\r\n:1\r\n"],
  [{ set: ["a"] }, "*1\r\n$1\r\na\r\n", "~1\r\n$1\r\na\r\n"],
  [{ push: ["a"] }, "*1\r\n$1\r\na\r\n", ">1\r\n$1\r\na\r\n"],
  [{ bool: true }, ":1\r\n", "#t\r\n"],
  [{ verbatim: "hi", format: "txt" }, "$2\r\nhi\r\n", "=6\r\ntxt:hi\r\n"],
  [{ several: [1, 2] }, ":1\r\n:2\r\n", ":1\r\n:2\r\n"],
  [{ several: [] }, "", ""],
];

it("has bytes for every kind of reply, in both protocols", () => {
  const encoded = cases.map(([reply]) => [reply, encodeReply(reply, 2), encodeReply(reply, 3)]);
  expect(encoded).toEqual(cases);
});
