import nodeCrypto from "node:crypto";
import { currentContext } from "./context.ts";
import type { Random } from "../random.ts";

/** The chance of the process that is running; undefined outside every one. */
function seeded(): Random | undefined {
  return currentContext()?.process.random;
}

/** Puts the seed behind every source of chance of JavaScript and Node, for code of simulated processes. */
export function replaceChance(): void {
  const realRandom = Math.random;
  Math.random = () => seeded()?.float() ?? realRandom();
  replaceNodeCrypto();
  replaceWebCrypto();
}

type Callback<Value> = (error: Error | null, value?: Value) => void;

function replaceNodeCrypto(): void {
  const original = { ...nodeCrypto };

  const randomBytes = (size: number, callback?: Callback<Buffer>): Buffer | void => {
    const random = seeded();
    if (random === undefined) {
      return callback === undefined
        ? original.randomBytes(size)
        : original.randomBytes(size, callback as never);
    }
    const bytes = random.fill(Buffer.alloc(size));
    if (callback === undefined) return bytes;
    process.nextTick(callback, null, bytes);
  };

  const randomFillSync = (target: ArrayBufferView, offset = 0, size?: number): ArrayBufferView => {
    const random = seeded();
    if (random === undefined) return original.randomFillSync(target as never, offset, size);
    fill(random, target, offset, size);
    return target;
  };

  const randomFill = (target: ArrayBufferView, ...rest: unknown[]): void => {
    const random = seeded();
    if (random === undefined) {
      (original.randomFill as (...args: unknown[]) => void)(target, ...rest);
      return;
    }
    const callback = rest.pop() as Callback<ArrayBufferView>;
    const [offset = 0, size] = rest as number[];
    fill(random, target, offset, size);
    process.nextTick(callback, null, target);
  };

  const randomInt = (low: number, high?: unknown, callback?: unknown): number | void => {
    const random = seeded();
    if (random === undefined) {
      return (original.randomInt as (...args: unknown[]) => number)(low, high, callback);
    }
    const [min, max, then] = typeof high === "number" ? [low, high, callback] : [0, low, high];
    const value = min + random.below(max - min);
    if (then === undefined) return value;
    process.nextTick(then as Callback<number>, null, value);
  };

  const randomUUID = (options?: { disableEntropyCache?: boolean }): string => {
    const random = seeded();
    return random === undefined ? original.randomUUID(options) : uuid(random);
  };

  // Some are getters on some versions, so they are redefined; getRandomValues is one that asks the web's.
  redefine(nodeCrypto, {
    randomBytes,
    randomFillSync,
    randomFill,
    randomInt,
    randomUUID,
    pseudoRandomBytes: randomBytes,
    prng: randomBytes,
    rng: randomBytes,
  });
}

function redefine(target: object, methods: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(target, name, {
      value,
      configurable: true,
      writable: true,
      enumerable: true,
    });
  }
}

const realWeb = globalThis.crypto;
const realGetRandomValues = realWeb.getRandomValues.bind(realWeb);
const realWebUuid = realWeb.randomUUID.bind(realWeb);

function webGetRandomValues<Target extends ArrayBufferView>(target: Target): Target {
  const random = seeded();
  if (random === undefined) return realGetRandomValues(target as never);
  fill(random, target, 0, undefined);
  return target;
}

function replaceWebCrypto(): void {
  redefine(realWeb, {
    getRandomValues: webGetRandomValues,
    randomUUID: () => {
      const random = seeded();
      return random === undefined ? realWebUuid() : uuid(random);
    },
  });
}

function fill(
  random: Random,
  target: ArrayBufferView,
  offset: number,
  size: number | undefined,
): void {
  // Offsets count elements, as in Node's randomFill.
  const width = "BYTES_PER_ELEMENT" in target ? Number(target.BYTES_PER_ELEMENT) : 1;
  const start = target.byteOffset + offset * width;
  const length = size === undefined ? target.byteLength - offset * width : size * width;
  const bytes = new Uint8Array(target.buffer, start, length);
  random.fill(bytes);
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function uuid(random: Random): `${string}-${string}-${string}-${string}-${string}` {
  const hex = (word: number, byte: number): string =>
    hexOfByte[(word >>> (8 * byte)) & 0xff] as string;
  const half = (word: number, byte: number): string => hex(word, byte) + hex(word, byte + 1);
  const [a, b, c, d] = [random.uint32(), random.uint32(), random.uint32(), random.uint32()];
  // Version 4 and its variant, as RFC 9562 has them.
  const versioned = (b & 0xffff_ff0f) | 0x40;
  const varied = (c & 0xffff_ff3f) | 0x80;
  return `${half(a, 0)}${half(a, 2)}-${half(b, 2)}-${half(versioned, 0)}-${half(varied, 0)}-${half(varied, 2)}${half(d, 0)}${half(d, 2)}`;
}
