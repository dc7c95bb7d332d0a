import { expect, it } from "vitest";
import { preciseClock } from "./preciseClock.ts";

/** A machine whose clock is read once in a while; its milliseconds turn at `turnsAtUs` of the finer clock. */
function machine(turnsAtUs: number) {
  let fineUs = 0;
  let steppedUs = 0;
  const trueUs = (): number => 5_000_000 - turnsAtUs + fineUs + steppedUs;
  return {
    step: (us: number) => void (steppedUs += us),
    trueUs,
    wallMs: () => Math.floor(trueUs() / 1000),
    fineMs: () => (fineUs += 10) / 1000, // each look takes 10 us
  };
}

it("tells microseconds between the milliseconds that the machine tells", () => {
  const { wallMs, fineMs, trueUs } = machine(700);
  const clock = preciseClock(wallMs, fineMs);
  expect(Math.abs(clock.nowUs() - trueUs())).toBeLessThanOrEqual(10);
  expect(clock.errorUs()).toBeLessThanOrEqual(10);
});

it("sees that the machine's clock was set, in either direction", () => {
  for (const stepUs of [40_000, -40_000]) {
    const { wallMs, fineMs, step } = machine(0);
    const clock = preciseClock(wallMs, fineMs);
    step(stepUs);
    expect(clock.errorUs()).toBeGreaterThan(38_000);
  }
});
