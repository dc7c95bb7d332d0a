import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { installAmbient } from "../../sim/kernel/ambient.ts";

/** A value in the mock's memory, by type of key: string, hash, list, set, sorted set. */
export type MockValue =
  | string
  | Buffer
  | Readonly<Record<string, string | Buffer>>
  | readonly string[]
  | ReadonlySet<string>
  | ReadonlyMap<string, { readonly score: number; readonly value: string }>;

/** What the harness uses of an instance of ioredis-mock, which brings no types; its commands are further properties. */
export type MockClient = EventEmitter & {
  readonly context: { readonly modifiedKeyEvents: EventEmitter };
  readonly data: {
    readonly get: (key: string) => MockValue | undefined;
    readonly keys: () => readonly string[];
    readonly clear: () => void;
  };
  readonly disconnect: () => void;
};

export type MockConstructor = new (...args: readonly unknown[]) => MockClient;

const require = createRequire(import.meta.url);

/** ioredis-mock as it comes, loaded when it is first asked for. */
export function ioredisMock(): MockConstructor {
  // It keeps Math.random as it finds it; the kernel's must be there before.
  installAmbient();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a CommonJS module without types
  return require("ioredis-mock") as MockConstructor;
}
