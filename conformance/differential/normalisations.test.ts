import { expect, it } from "vitest";
import { compareReplies, normalisations } from "./normalisations.ts";

const bulks = (...texts: string[]): string =>
  `*${texts.length}\r\n${texts.map((text) => `$${text.length}\r\n${text}\r\n`).join("")}`;

it("takes the members of a set in any order, and nothing else", () => {
  expect(compareReplies(bulks("a", "b"), bulks("b", "a"), ["smembers", "s"], [])).toBe("unordered");
  expect(compareReplies(bulks("a", "b"), bulks("b", "c"), ["SMEMBERS", "s"], [])).toBeNull();
  expect(
    compareReplies(bulks("a", "b"), bulks("b", "a"), ["LRANGE", "l", "0", "-1"], []),
  ).toBeNull();
});

it("takes no other error, not even for what is left to chance", () => {
  const [model, real] = ["-ERR one\r\n", "-ERR another\r\n"];
  for (const { commands } of normalisations)
    for (const command of commands)
      expect(compareReplies(model, real, command.split("|"), []), command).toBeNull();
});

it("keeps the value of a field with its field", () => {
  const argv = ["HGETALL", "h"];
  expect(compareReplies(bulks("a", "1", "b", "2"), bulks("b", "2", "a", "1"), argv, [])).toBe(
    "unordered pairs",
  );
  expect(compareReplies(bulks("a", "1", "b", "2"), bulks("a", "2", "b", "1"), argv, [])).toBeNull();
});

it("compares the whole of a scan that is complete, and only the form of a page", () => {
  const page = (cursor: string, ...keys: string[]): string =>
    `*2\r\n$${cursor.length}\r\n${cursor}\r\n${bulks(...keys)}`;
  expect(compareReplies(page("0", "a", "b"), page("0", "b", "a"), ["SCAN", "0"], [])).toBe(
    "scan page",
  );
  expect(compareReplies(page("0", "a"), page("0", "b"), ["SCAN", "0"], [])).toBeNull();
  expect(compareReplies(page("5", "a"), page("3", "b"), ["SCAN", "0"], [])).toBe("scan page");
});

it("looks at each result of a transaction as at the command's own", () => {
  const queued = [
    ["SMEMBERS", "s"],
    ["GET", "k"],
  ];
  const results = (set: string, text: string): string => `*2\r\n${set}$1\r\n${text}\r\n`;
  const [ab, ba] = [bulks("a", "b"), bulks("b", "a")];
  expect(compareReplies(results(ab, "v"), results(ba, "v"), ["EXEC"], queued)).toBe("unordered");
  expect(compareReplies(results(ab, "v"), results(ba, "w"), ["EXEC"], queued)).toBeNull();
});

it("gives a reason for each, and a name of its own", () => {
  const names = normalisations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { reason } of normalisations) expect(reason).toMatch(/\w+ \w+ \w+/);
});
