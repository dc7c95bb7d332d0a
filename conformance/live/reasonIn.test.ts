import { expect, it } from "vitest";
import { reasonIn } from "./reasonIn.ts";

it("is the error, not the version of Node that comes last", () => {
  const words = `node:events:495
      throw er; // Unhandled 'error' event
      ^

Error: ENOSPC: no space left on device, write
    at writeSync (node:fs:920:3) {
  errno: -28
}

Node.js v20.20.2
`;
  expect(reasonIn(words)).toBe("Error: ENOSPC: no space left on device, write");
});

it("is the error of a class and with a code, too", () => {
  expect(reasonIn("TypeError [ERR_X]: no\n    at x")).toBe("TypeError [ERR_X]: no");
});

it("is the last line of whoever names no error", () => {
  expect(reasonIn("working\nout of luck\n")).toBe("out of luck");
});
