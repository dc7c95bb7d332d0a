import { createRequire } from "node:module";
import type { Bytes } from "../../../sim/redis/bytes.ts";

/** What ioredis-mock answered to one command, as JavaScript has it. */
type MockAnswer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly message: string }
  /** It has no such command. */
  | { readonly kind: "unsupported" }
  /** Nothing, in the time that a command without waits needs. */
  | { readonly kind: "silence" };

/** One instance of ioredis-mock, called as its users call it. */
export type MockInstance = {
  readonly call: (argv: readonly Bytes[]) => Promise<MockAnswer>;
  readonly end: () => void;
};

type Method = (...args: readonly unknown[]) => unknown;

const require = createRequire(import.meta.url);

/** @param memory instances of one number share their memory, as clients of one server do. */
export function createMock(memory: number): MockInstance {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a CommonJS module without types
  const Mock = require("ioredis-mock") as new (options: { readonly port: number }) => object;
  const redis = new Mock({ port: memory });
  const methodOf = (name: string): Method | null => {
    const method: unknown = Reflect.get(redis, name);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every command of ioredis is such a method
    return typeof method === "function" ? (method.bind(redis) as Method) : null;
  };

  return {
    async call([name = "", ...words]) {
      const command = name.toLowerCase();
      // With Buffer the reply comes in bytes; a MULTI without a pipeline answers each command as a connection does.
      const method = methodOf(`${command}Buffer`) ?? methodOf(command);
      if (method === null || !/^[a-z]+(_ro)?$/.test(command)) return { kind: "unsupported" };
      const args = command === "multi" ? [{ pipeline: false }] : words.map(argumentOf);
      try {
        return await answerOf(method(...args));
      } catch (error) {
        return errorAnswer(error);
      }
    },
    end: () => void methodOf("disconnect")?.(),
  };
}

/** Text as text, which the mock expects; bytes as bytes, which it does at times support. */
const argumentOf = (word: Bytes): string | Buffer =>
  /^[ -~]*$/.test(word) ? word : Buffer.from(word, "latin1");

/** A command that does not wait is answered within some turns of the event loop. */
const turnsMax = 20;

async function answerOf(pending: unknown): Promise<MockAnswer> {
  let answer: MockAnswer = { kind: "silence" };
  void Promise.resolve(pending).then(
    (value: unknown) => {
      answer = { kind: "value", value };
    },
    (error: unknown) => {
      answer = errorAnswer(error);
    },
  );
  for (let turn = 0; turn < turnsMax; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (answer.kind !== "silence") break;
  }
  return answer;
}

function errorAnswer(error: unknown): MockAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return /unsupported (command|operation)|not implemented/i.test(message)
    ? { kind: "unsupported" }
    : { kind: "error", message };
}
