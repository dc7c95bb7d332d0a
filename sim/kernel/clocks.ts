import os from "node:os";
import { performance } from "node:perf_hooks";
import { currentContext } from "./context.ts";
import { real } from "./real.ts";

/** Puts virtual time behind every clock of JavaScript and Node, for code of simulated processes. */
export function replaceClocks(): void {
  replaceDate();
  replaceIntl();
  replaceMonotonic();
  replaceIdentity();
}

/**
 * `Date` shares its prototype with the original, so that `instanceof` and `constructor` mean the same on either side.
 */
function replaceDate(): void {
  const RealDate = real.Date;
  const wallNow = (): number => currentContext()?.process.wallMs() ?? RealDate.now();

  const SimDate = function (this: unknown, ...args: unknown[]): Date | string {
    if (new.target === undefined) return new RealDate(wallNow()).toString();
    return Reflect.construct(
      RealDate,
      args.length === 0 ? [wallNow()] : args,
      new.target === SimDate ? RealDate : new.target,
    ) as Date;
  } as unknown as DateConstructor;
  Object.setPrototypeOf(SimDate, Function.prototype);
  for (const key of Reflect.ownKeys(RealDate)) {
    const descriptor = Object.getOwnPropertyDescriptor(RealDate, key) as PropertyDescriptor;
    Object.defineProperty(SimDate, key, descriptor);
  }
  Object.defineProperty(SimDate, "now", { value: wallNow, writable: true, configurable: true });
  Object.defineProperty(RealDate.prototype, "constructor", {
    value: SimDate,
    writable: true,
    configurable: true,
  });
  globalThis.Date = SimDate;
}

/** `Intl.DateTimeFormat` formats the present when it is given nothing. */
function replaceIntl(): void {
  const prototype = Intl.DateTimeFormat.prototype;
  const formatOf = Object.getOwnPropertyDescriptor(prototype, "format")?.get;
  const formatToParts = prototype.formatToParts;
  if (formatOf === undefined) return;
  Object.defineProperty(prototype, "format", {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const format = formatOf.call(this) as (date?: Date | number) => string;
      return (date?: Date | number) => format(date ?? Date.now());
    },
  });
  prototype.formatToParts = function (date) {
    return formatToParts.call(this, date ?? Date.now());
  };
}

/** Monotonic clocks begin at zero with each life of a process and are never skewed. */
function replaceMonotonic(): void {
  const realNow = performance.now.bind(performance);
  const realHrtime = process.hrtime;
  const realBigint = process.hrtime.bigint;
  const realUptime = process.uptime.bind(process);

  performance.now = () => {
    const context = currentContext();
    return context === undefined ? realNow() : context.process.uptimeUs() / 1000;
  };
  const timeOrigin = performance.timeOrigin;
  Object.defineProperty(performance, "timeOrigin", {
    configurable: true,
    get() {
      const process = currentContext()?.process;
      return process === undefined ? timeOrigin : process.wallMs() - process.uptimeUs() / 1000;
    },
  });

  const hrtime = (earlier?: [number, number]): [number, number] => {
    const context = currentContext();
    if (context === undefined) return realHrtime(earlier);
    const us = context.process.uptimeUs();
    let seconds = Math.floor(us / 1e6);
    let nanos = Math.round(us % 1e6) * 1000;
    if (earlier !== undefined) {
      seconds -= earlier[0];
      nanos -= earlier[1];
      if (nanos < 0) [seconds, nanos] = [seconds - 1, nanos + 1e9];
    }
    return [seconds, nanos];
  };
  const bigint = (): bigint => {
    const context = currentContext();
    return context === undefined
      ? realBigint()
      : BigInt(Math.round(context.process.uptimeUs())) * 1000n;
  };
  process.hrtime = Object.assign(hrtime, { bigint });
  process.uptime = () => {
    const context = currentContext();
    return context === undefined ? realUptime() : context.process.uptimeUs() / 1e6;
  };
}

/** Libraries build worker names from these; the real ones differ from machine to machine. */
function replaceIdentity(): void {
  const realPid = process.pid;
  const realHostname = os.hostname;
  Object.defineProperty(process, "pid", {
    configurable: true,
    enumerable: true,
    get() {
      const context = currentContext();
      return context === undefined ? realPid : 1000 + context.process.lane * 100 + context.life;
    },
  });
  os.hostname = () => currentContext()?.process.name ?? realHostname();
}
