import { describe, expect, it } from "vitest";
import { Journal } from "./journal.ts";

const atUs = 1_767_225_600_123_456;

describe("a journal", () => {
  it("hashes and keeps a line that ends in a list as the same line in parts", () => {
    const inParts = new Journal({ keepLines: true });
    const asList = new Journal({ keepLines: true });
    inParts.write(atUs, "w1", ">", "SET", "key", "\xff value");
    asList.writeList(atUs, "w1", ">", ["SET", "key", "\xff value"]);
    expect(asList.lines).toEqual(inParts.lines);
    expect(asList.count).toBe(inParts.count);
    expect(asList.digest()).toBe(inParts.digest());
  });

  it("has another digest when the parts of a line are cut elsewhere, or the lines are", () => {
    const digestOf = (...lines: readonly (readonly string[])[]): string => {
      const journal = new Journal({ keepLines: false });
      for (const line of lines) journal.write(...line);
      return journal.digest();
    };
    const digests = [
      digestOf(["ab", "c"]),
      digestOf(["a", "bc"]),
      digestOf(["abc"]),
      digestOf(["ab"], ["c"]),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});
