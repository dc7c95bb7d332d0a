/** Runs something for which the time of day is ours: ioredis-mock asks JavaScript for it. */
export async function withDate<Result>(
  nowMs: () => number,
  run: () => Promise<Result>,
): Promise<Result> {
  const RealDate = globalThis.Date;
  class OurDate extends RealDate {
    constructor(...given: readonly [] | readonly [value: number | string | Date]) {
      super(given.length === 0 ? nowMs() : given[0]);
    }
    static override now(): number {
      return nowMs();
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what else a Date can do it inherits
  globalThis.Date = OurDate as DateConstructor;
  try {
    return await run();
  } finally {
    globalThis.Date = RealDate;
  }
}
