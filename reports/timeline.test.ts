import { describe, expect, it } from "vitest";
import { timeline, type TimelineEntry } from "./timeline.ts";

describe("a timeline", () => {
  it("marks the proof, shows what explains it, and counts what it leaves out", () => {
    const entries = [
      entry(0, "s1 is defined", 1),
      ...Array.from({ length: 37 }, (_, index) => poll(100 * (index + 1))),
      entry(4_000, "w1 claims s1", 0),
      entry(4_001, "something else", null),
      entry(1_234_567, "w2 claims s1", 0),
      entry(1_234_568, "nobody cares", null),
    ];
    expect(tell(entries)).toMatchInlineSnapshot(`
      "
                   0 ms  s1 is defined
                         ... 37 polls that found nothing
        >      4,000 ms  w1 claims s1
                         ... 1 other event
        >  1,234,567 ms  w2 claims s1
      "
    `);
  });

  it("never takes more than the lines it was given, and drops what explains least", () => {
    const many = Array.from({ length: 50 }, (_, index) => entry(index, `event ${index}`, 2));
    const entries = [...many, entry(60, "the proof", 0), entry(61, "the fault", 1)];
    const lines = timeline(entries, { linesMax: 12 });

    expect(lines).toHaveLength(10); // all that it left out lies before the first line
    expect(lines.join("\n")).toContain("the fault");
  });

  it("shows both ends of a proof that is too long", () => {
    const proof = Array.from({ length: 40 }, (_, index) => entry(index, `proof ${index}`, 0));
    const told = timeline(proof, { linesMax: 12 });

    expect(told.length).toBeLessThanOrEqual(12);
    expect(told.join("\n")).toContain("proof 0");
    expect(told.join("\n")).toContain("... 30 other events");
    expect(told.join("\n")).toContain("proof 39");
  });

  it("is empty when nothing is worth a line", () => {
    expect(timeline([poll(1)], { linesMax: 12 })).toEqual([]);
    expect(timeline([], { linesMax: 12 })).toEqual([]);
  });
});

const tell = (entries: readonly TimelineEntry[]): string =>
  `\n${timeline(entries, { linesMax: 12 }).join("\n")}\n`;

const entry = (atMs: number, text: string, rank: number | null): TimelineEntry => ({
  atMs,
  text,
  rank,
  idle: false,
  kind: "notice",
  lanes: [],
});

const poll = (atMs: number): TimelineEntry => ({ ...entry(atMs, "poll", null), idle: true });
