import { expect, it } from "vitest";
import { Random } from "../../random.ts";
import { radixNodeCount } from "./radixNodeCount.ts";
import { Stream } from "./stream.ts";
import type { StreamEntry } from "./stream.ts";
import { encodeStreamId, formatStreamId, idAfter, idBefore, maxId, zeroId } from "./streamId.ts";
import type { StreamId } from "./streamId.ts";

const idsOf = (entries: readonly StreamEntry[]) => entries.map(([id]) => id);
const limits = { entries: 10, bytes: 400 };

it("agrees with a sorted list through thousands of random changes", () => {
  const random = new Random("stream");
  const stream = new Stream();
  let ids: StreamId[] = [];
  let ms = 0;
  const anyId = () => encodeStreamId(random.below(ms + 2), random.below(3));
  for (let i = 0; i < 5_000; i++) {
    ms += random.below(2);
    const id = ms > 0 && random.chance(0.5) ? encodeStreamId(ms, i) : zeroId;
    if (id > stream.lastId) {
      stream.append(id, ["f", "x".repeat(random.below(60))], limits);
      ids.push(id);
    } else if (random.chance(0.5)) {
      const doomed = ids.length > 0 && random.chance(0.7) ? random.pick(ids) : anyId();
      stream.delete(doomed);
      ids = ids.filter((known) => known !== doomed);
    } else if (random.chance(0.02)) {
      stream.trim({ by: "length", length: 30 }, false, 0);
      ids = ids.slice(Math.max(0, ids.length - 30));
    }
    const [start, end] = [anyId(), anyId()];
    const wanted = ids.filter((known) => start <= known && known <= end);
    expect(idsOf(stream.range(start, end, Infinity))).toEqual(wanted);
    expect(idsOf(stream.range(start, end, 3, true))).toEqual(wanted.toReversed().slice(0, 3));
    expect([stream.length, stream.firstId]).toEqual([ids.length, ids[0] ?? zeroId]);
  }
  expect(idsOf(stream.copy().range(zeroId, maxId, Infinity))).toEqual(ids);
});

it("carries from the sequence to the milliseconds, and knows both ends", () => {
  const lastOfFive = encodeStreamId(5, 2n ** 64n - 1n);
  expect(formatStreamId(lastOfFive)).toBe("5-18446744073709551615");
  expect(idAfter(lastOfFive)).toBe(encodeStreamId(6, 0));
  expect(idBefore(encodeStreamId(6, 0))).toBe(lastOfFive);
  expect(idAfter(encodeStreamId(5, 2 ** 32 - 1))).toBe(encodeStreamId(5, 2 ** 32));
  expect(idAfter(maxId)).toBeUndefined();
  expect(idBefore(zeroId)).toBeUndefined();
});

it("counts the nodes of a radix tree: runs, choices and ends", () => {
  expect(radixNodeCount([])).toBe(1);
  expect(radixNodeCount(["abc"])).toBe(2); // "abc", end
  expect(radixNodeCount(["abc", "abd"])).toBe(4); // "ab", c or d, two ends
  expect(radixNodeCount(["abcx", "abdy", "zzzz"])).toBe(9); // a or z, "b", c or d, "x", "y", "zzz", three ends
});
