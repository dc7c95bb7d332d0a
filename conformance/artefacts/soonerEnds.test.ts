import { expect, it } from "vitest";
import { soonerEnds } from "./soonerEnds.ts";

const startMs = 1_000;
const phases = { faultsMs: 100_000, quietMs: 400_000 };
const at = (atMs: number) => ({ type: "worked", at: startMs + atMs });
const history = [
  at(10),
  at(20_000),
  { type: "phase", phase: "quiet", at: startMs + 101_000 },
  at(150_000),
  at(501_000),
];
const endsFor = (...events: number[]) =>
  soonerEnds(phases, { history, startMs }, [{ events, because: "" }]);

it("begins the quiet phase right after what is proved by then, and keeps little of it", () => {
  const ends = endsFor(0, 1);
  expect(ends[0]).toEqual({ faultsMs: 100_000, quietMs: 15_000 });
  expect(ends).toContainEqual({ faultsMs: 20_001, quietMs: 400_000 });
});

it("waits for what is proved in the quiet phase, and a little longer", () => {
  expect(endsFor(0, 3)).toContainEqual({ faultsMs: 100_000, quietMs: 64_000 });
});

it("halves what is proved by the end only", () => {
  const quiet = endsFor(1, 4).filter(({ faultsMs }) => faultsMs === phases.faultsMs);
  expect(quiet.map(({ quietMs }) => quietMs)).toEqual([25_000, 50_000, 100_000, 200_000]);
});
