import type { Bytes } from "../../../sim/redis/bytes.ts";
import { registryOf } from "../../../sim/redis/commands/index.ts";
import type { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { profileOf } from "../../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import { createConversation, type Conversation } from "../conversation.ts";
import { generateSteps } from "../generate/index.ts";
import { ModelAlone } from "../modelAlone.ts";
import { readMessage } from "../respMessage.ts";
import type { Step } from "../step.ts";
import { commandName } from "./commandName.ts";
import { copyToMock } from "./copyToMock.ts";
import { createMock, type MockInstance } from "./mockInstance.ts";
import { countIn, type Tally } from "./tally.ts";
import { wireOf } from "./wireOf.ts";
import { withDate } from "./withDate.ts";

export type MeasureMockOptions = {
  readonly version: RedisVersion;
  readonly lua: LuaEngine;
  readonly seed: number;
  readonly commands: number;
  readonly commandsPerSequence: number;
  readonly families: readonly string[] | null;
  readonly isStopped: () => boolean;
  readonly onProgress: (commands: number) => void;
};

/**
 * Judges ioredis-mock by the commands of the same sequences. What is right the model says, which is compared with real
 * servers on these very sequences.
 *
 * It is kept from being blamed for what it did before: whenever its answer was wrong, or something happened that it has
 * no part in, its memory is made equal to the model's before the next command.
 */
export async function measureMock(options: MeasureMockOptions): Promise<Tally> {
  // Some of its errors come in no promise and would end the process. Here such a command stays without an answer.
  process.setUncaughtExceptionCaptureCallback(() => {});
  try {
    return await measure(options);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
}

async function measure(options: MeasureMockOptions): Promise<Tally> {
  const tally: Tally = new Map();
  const { version, lua, seed, commandsPerSequence, families } = options;
  for (let done = 0, index = 0; done < options.commands && !options.isStopped(); index++) {
    const commands = Math.min(commandsPerSequence, options.commands - done);
    const drawn = { seed: seed + index, commands, version };
    const steps = generateSteps(families === null ? drawn : { ...drawn, families });
    const model = new ModelAlone({ version, lua, firstClientId: 1 });
    await withDate(
      () => Math.floor(model.nowUs / 1000),
      () => judge(steps, model, version, index + 1, tally),
    );
    done += commands;
    options.onProgress(done);
  }
  return tally;
}

/** What changes the connection itself. ioredis-mock is not a connection; both sides go without. */
const ofConnections: ReadonlySet<string> = new Set(
  "HELLO RESET QUIT CLIENT AUTH SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE MONITOR SHUTDOWN".split(
    " ",
  ),
);

type MockClient = { readonly mock: MockInstance; readonly conversation: Conversation };

async function judge(
  steps: readonly Step[],
  model: ModelAlone,
  version: RedisVersion,
  memory: number,
  tally: Tally,
): Promise<void> {
  const registry = registryOf(profileOf(version));
  const clients = new Map<string, MockClient>();
  const writer = createMock(memory);
  let isStale = true;
  let inTransaction = false;

  const clientOf = (name: string): MockClient => {
    const known = clients.get(name);
    if (known !== undefined) return known;
    const client = { mock: createMock(memory), conversation: createConversation() };
    clients.set(name, client);
    return client;
  };

  for (const step of steps) {
    if (step.kind !== "command") {
      model.play(step);
      isStale = true;
      continue;
    }
    const name = step.argv[0]?.toUpperCase() ?? "";
    if (ofConnections.has(name)) continue;
    if (isStale && !inTransaction) {
      await copyToMock(model, writer, clients.values());
      isStale = false;
    }
    const heard = model.play(step);
    if (model.node.unsupported.length > 0) break;
    if (name === "MULTI") inTransaction = true;
    if (name === "EXEC" || name === "DISCARD") inTransaction = false;
    const [client, right] = heard[0] ?? [];
    // A client that waits, or what others hear: there is no one answer to compare.
    if (heard.length !== 1 || client !== step.client || right === undefined) {
      isStale = true;
      continue;
    }
    const { mock, conversation } = clientOf(step.client);
    const called = commandName(registry, step.argv);
    if (called === "(unknown)") continue;
    const answer = await mock.call(step.argv);
    const count = countIn(tally, called);
    if (answer.kind === "unsupported") count.unsupported++;
    else count.run++;
    if (answer.kind === "value" || answer.kind === "error") {
      const bytes: Bytes =
        answer.kind === "error"
          ? `-${answer.message}\r\n`
          : wireOf(answer.value, readMessage(right));
      if (conversation.compare(bytes, right, step.argv) !== null) {
        count.agreed++;
        continue;
      }
    }
    isStale = true;
  }
  for (const { mock } of clients.values()) mock.end();
  writer.end();
}
