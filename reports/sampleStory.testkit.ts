import type { RunStory } from "./runStory.ts";
import type { TimelineEntry } from "./timeline.ts";
import { keyLane, nodeLane, processLane } from "./world/worldLanes.ts";

const w1 = processLane("w1");
const w2 = processLane("w2");
const node = nodeLane("redis-1");
const s1 = keyLane("s1");

const entry = (
  atMs: number,
  kind: TimelineEntry["kind"],
  rank: number | null,
  lanes: TimelineEntry["lanes"],
  text: string,
): TimelineEntry => ({ atMs, text, rank, idle: false, kind, lanes });

/** A claim that was made too early, in all kinds of events. */
export const sampleStory: RunStory = {
  contract: "scheduler",
  subject: "broken/sample",
  rule: "SC-1",
  level: "must",
  statement: "A schedule is claimed only when it is due.",
  because: "w1 claimed s1 at 11,004 ms, but it was due at 60,000 ms",
  hint: "Does the claim read the canonical time, or the score?",
  found: "seed 7, shrunk from 41 to 3 steps",
  setting: "standalone on the model (redis 7.0.15)",
  digest: "83b05b4b8bf50d76",
  versions: { claimcheck: "0.1.0", redis: "7.0.15", ioredis: "5.11.1" },
  commit: "3f9c2e1a77aa00112233",
  replay: "npm run replay -- .claimcheck/sample.json",
  entries: [
    entry(0, "notice", null, [], "faults may strike from now on"),
    entry(3, "question", null, [w1, s1], "w1 asks to define s1 (every 60,000 ms)"),
    entry(4, "answer", 1, [w1, s1], "w1 defined s1 (every 60,000 ms)"),
    { ...entry(500, "answer", null, [w2], "w2 polled: nothing is due"), idle: true },
    entry(2_500, "fault", 1, [s1], "the index says that s1 is due 50,000 ms earlier; <so> #it is"),
    entry(3_000, "fault", 3, [node], "redis-1 stood still for 1,000 ms"),
    entry(11_000, "question", 0, [w1], "w1 asks to claim"),
    entry(11_003, "change", 0, [w1, s1], "canonical run count of s1: 0 -> 1 (by w1)"),
    entry(11_004, "answer", 0, [w1, s1], "w1 claimed s1 (due at 60,000 ms)"),
  ],
  reproduction: { script: 'console.log("happened");\nprocess.exit(1);\n' },
  explanations: ["s1 (due at 60,000 ms) was claimed only at 61,500 ms, because w1 was down"],
  spans: [
    { fromMs: 3, toMs: 4, kind: "call", text: "define", lane: w1 },
    { fromMs: 3_000, toMs: 4_000, kind: "unwell", text: "redis-1 is not well", lane: node },
    { fromMs: 5_000, toMs: 9_000, kind: "down", text: "w2 is down", lane: w2 },
    { fromMs: 11_000, toMs: 11_004, kind: "call", text: "claim", lane: w1 },
    { fromMs: 11_003, toMs: 21_003, kind: "lease", text: "lease of s1", lane: s1 },
  ],
};
