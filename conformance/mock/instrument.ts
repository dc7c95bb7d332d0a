import { Redis } from "ioredis";
import type { MockClient } from "./ioredisMock.ts";
import type { MockRequest } from "./mockServer.ts";

export type Instruments = {
  /** Takes the place of each call of a command. */
  readonly request: (call: MockRequest) => Promise<unknown>;
  /** Told what the code asked for and ioredis-mock does not have. */
  readonly lacks: (what: string) => void;
};

type Method = (...args: unknown[]) => unknown;

/**
 * Lets the harness see what code asks of a client of ioredis-mock. The client answers as it would without; what it does
 * not have, it still does not have.
 */
export function instrument(client: MockClient, { request, lacks }: Instruments): void {
  const watch = (name: string, script: string | null = null): void => {
    const original = methodOf(client, name);
    if (original === null) return;
    Reflect.set(client, name, (...args: unknown[]) =>
      request({
        name: name.toUpperCase(),
        args: textsOf(args),
        script: script ?? scriptOf(name, args),
        run: () => original.apply(client, args),
      }),
    );
  };

  for (const name of Object.getOwnPropertyNames(client)) {
    const original = methodOf(client, name);
    if (original === null || name.startsWith("_") || unwatched.has(name)) continue;
    if (client.propertyIsEnumerable(name)) {
      watch(name);
      continue;
    }
    // A command of Redis that only throws here, at once.
    Reflect.set(client, name, (...args: unknown[]) => {
      lacks(`ioredis-mock has no command ${name.toUpperCase()}`);
      return original.apply(client, args);
    });
  }

  for (const name of methodsOfIoredis) {
    if (name in client) continue;
    Object.defineProperty(client, name, {
      get() {
        lacks(`ioredis-mock has no method ${name}()`);
        return undefined;
      },
    });
  }

  const define = methodOf(client, "defineCommand");
  Reflect.set(client, "defineCommand", (name: string, definition: { readonly lua: string }) => {
    define?.call(client, name, definition);
    watch(name, definition.lua);
  });
  for (const name of ["pipeline", "multi"]) {
    const begin = methodOf(client, name);
    Reflect.set(client, name, (...args: unknown[]) =>
      watchBatch(begin?.apply(client, args), { request, lacks }),
    );
  }
}

/** A pipeline of ioredis-mock: what it collects is one request, made by `exec`. */
function watchBatch(batch: unknown, { request, lacks }: Instruments): unknown {
  if (typeof batch !== "object" || batch === null) return batch;
  const exec = methodOf(batch, "exec");
  const watched: object = new Proxy(batch, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (
        value === undefined &&
        typeof name === "string" &&
        /^[a-z]+$/.test(name) &&
        name !== "then"
      )
        lacks(`ioredis-mock has no command ${name.toUpperCase()} in pipelines`);
      if (typeof value !== "function") return value;
      if (name === "exec") {
        return (...args: unknown[]) =>
          request({ name: "EXEC", args: [], script: null, run: () => exec?.apply(target, args) });
      }
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args);
        return result === target ? watched : result;
      };
    },
  });
  return watched;
}

/** Those of a client of ioredis that are meant for its users. Its getters are left alone: they need a client. */
const methodsOfIoredis: readonly string[] = [
  Redis.prototype,
  Object.getPrototypeOf(Redis.prototype),
]
  .flatMap((prototype: object) => Object.entries(Object.getOwnPropertyDescriptors(prototype)))
  .flatMap(([name, { value }]) =>
    /^[a-z]/.test(name) && typeof value === "function" ? [name] : [],
  );

/** What does not stand for a request. */
const unwatched: ReadonlySet<string> = new Set([
  "connect",
  "disconnect",
  "quit",
  "pipeline",
  "multi",
  "defineCommand",
]);

function methodOf(holder: object, name: string): Method | null {
  const value: unknown = Reflect.get(holder, name);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ioredis-mock brings no types
  return typeof value === "function" ? (value as Method) : null;
}

function textsOf(args: readonly unknown[]): readonly string[] {
  return args.flat(2).flatMap((arg) => {
    if (typeof arg === "string") return [arg];
    if (Buffer.isBuffer(arg)) return [arg.toString("latin1")];
    return typeof arg === "function" ? [] : [JSON.stringify(arg) ?? ""];
  });
}

const scriptOf = (name: string, args: readonly unknown[]): string | null =>
  /^eval/i.test(name) && typeof args[0] === "string" ? args[0] : null;
