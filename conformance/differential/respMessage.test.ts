import { expect, it } from "vitest";
import { messageEnd, readMessage } from "./respMessage.ts";

const messages = [
  "+OK\r\n",
  "-ERR no\r\n",
  ":1\r\n",
  "$-1\r\n",
  "*-1\r\n",
  "$4\r\na\r\nb\r\n",
  "*2\r\n*0\r\n$1\r\nx\r\n",
  "_\r\n",
  ",1.5\r\n",
  "#t\r\n",
  "(123\r\n",
  "=5\r\ntxt:a\r\n",
  "%1\r\n+k\r\n~1\r\n:1\r\n",
  ">2\r\n+a\r\n:2\r\n",
];

it.each(messages)("finds the end of %j wherever the stream is cut", (message) => {
  const stream = `:0\r\n${message}:9\r\n`;
  expect(messageEnd(stream, 4)).toBe(4 + message.length);
  for (let cut = 4; cut < 4 + message.length; cut++)
    expect(messageEnd(stream.slice(0, cut), 4), `cut at ${cut}`).toBe(-1);
});

it("reads values with their signs", () => {
  expect(readMessage("%1\r\n$1\r\na\r\n*-1\r\n")).toEqual({
    sign: "%",
    items: [
      { sign: "$", text: "a" },
      { sign: "*", text: null },
    ],
  });
});

it("says what is no message", () => {
  expect(() => messageEnd("hello\r\n", 0)).toThrow(/got "hello/);
});
