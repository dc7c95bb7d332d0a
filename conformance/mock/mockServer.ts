import { Redis } from "ioredis";
import { currentContext } from "../../sim/kernel/context.ts";
import { pass, type FaultVerdict } from "../../sim/kernel/faultRule.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { ChangedKey } from "../../sim/sharedWork.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";
import { gapOf } from "./gapOf.ts";
import { instrument } from "./instrument.ts";
import { ioredisMock, type MockClient } from "./ioredisMock.ts";
import { readMemory } from "./readMemory.ts";
import { whyNotStruckOnMock } from "./whyNotStruckOnMock.ts";

export type MockServerOptions = { readonly host: string; readonly port: number };

/** A call of a client's method, on its way. */
export type MockRequest = {
  readonly name: string;
  readonly args: readonly string[];
  /** The source of the script, when the command is one. */
  readonly script: string | null;
  /** Makes the call; it acts at once and answers later. */
  readonly run: () => unknown;
};

/**
 * The `mock` backend: what a project sees that tests with ioredis-mock. It replaces the client itself, so there is no
 * network, no latency and no server: a call acts where it is made, with the clock of the process that makes it.
 */
export function mockServer(world: World, { host, port }: MockServerOptions): ScenarioServer {
  const Mock = ioredisMock();
  const clients: MockClient[] = [];
  const own = new Mock({ host, port });
  clients.push(own);
  const gaps = new Set<string>();
  const changed: ChangedKey[] = [];
  let isInRequest = false;
  let changes = 0;

  const { modifiedKeyEvents } = own.context;
  modifiedKeyEvents.setMaxListeners(0);
  modifiedKeyEvents.on("modified", (key: string) => {
    changed.push({ db: 0, key });
    if (!isInRequest) server.settle();
  });

  function open(...args: readonly unknown[]): MockClient {
    const client = new Mock(...args);
    clients.push(client);
    instrument(client, { request, lacks: (what) => void gaps.add(what) });
    return client;
  }

  /** A call of simulated code. A crash or a pause at a request strikes here, where a process can die as anywhere. */
  function request(call: MockRequest): Promise<unknown> {
    const context = currentContext();
    if (context === undefined) return Promise.resolve(call.run());
    const { process, life, op } = context;
    const inProcess = (act: () => void): void =>
      process.whenAwake(life, () => process.run(act, op));
    return new Promise((resolve, reject) => {
      inProcess(() => {
        const verdict = decide(world, { process, to: host, name: call.name });
        // Dead, or to be asked again on waking: `inProcess` knows.
        inProcess(() => {
          const answer = execute(call, process, op);
          if (verdict.type === "passThen") verdict.act();
          answer.then(
            (value) => inProcess(() => resolve(value)),
            (error: unknown) => inProcess(() => reject(error)),
          );
        });
      });
    });
  }

  function execute(call: MockRequest, process: SimProcess, op: number | null): Promise<unknown> {
    server.commands++;
    const argv = [call.name, ...call.args];
    world.journal.write(world.nowUs, process.name, `mock ${argv.join(" ")}`);
    isInRequest = true;
    let answer: Promise<unknown>;
    try {
      answer = Promise.resolve(call.run());
    } catch (error) {
      answer = Promise.reject(error);
    } finally {
      isInRequest = false;
    }
    const executed = {
      process,
      op: server.findOp?.(process, argv, op, process.life) ?? op,
      argv,
      elements: 0,
      slots: [],
      isContinued: false,
      isTurnedAway: false,
    };
    server.onExecuted?.(executed, null);
    tellChanges(executed);
    answer.catch((error: unknown) => noteGap(call, error));
    return answer;
  }

  function noteGap({ script }: MockRequest, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const has = (command: string): boolean => Object.keys(own).includes(command);
    const gap = gapOf({ message, script, has });
    if (gap !== null) gaps.add(gap);
  }

  function tellChanges(cause: Parameters<NonNullable<ScenarioServer["onChanged"]>>[1]): void {
    if (changed.length > 0) server.onChanged?.(changed.splice(0), cause, null);
  }

  // A library asks whether it was given a client of ioredis. Whoever tests with the mock has put it in ioredis' place.
  Object.defineProperty(Redis, Symbol.hasInstance, {
    configurable: true,
    value: (value: MockClient) =>
      clients.includes(value) || Function.prototype[Symbol.hasInstance].call(Redis, value),
  });

  const server: ScenarioServer = {
    commands: 0,
    findOp: null,
    onExecuted: null,
    onChanged: null,
    admin(argv) {
      const answer = readMemory(own, argv);
      if (answer !== undefined) return answer;
      const [name = "", key = "", ...rest] = argv;
      const before = fingerprint(own, key);
      isInRequest = true;
      const command: unknown = Reflect.get(own, name.toLowerCase());
      if (typeof command === "function") void Reflect.apply(command, own, [key, ...rest]);
      else gaps.add(`ioredis-mock has no command ${name}`);
      isInRequest = false;
      if (fingerprint(own, key) !== before) changes++;
      return null; // writes of the harness are judged by what they changed
    },
    isReachable: () => true,
    keys: () => own.data.keys(),
    flushScripts: () => undefined,
    nodes: null,
    settle: () => tellChanges(null),
    changes: () => changes,
    unsupported: () => [...gaps],
    whyNotStruck: whyNotStruckOnMock,
    whyNotJudged: (rule) => notMeasured.get(rule) ?? null,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it stands in for ioredis, as far as it can
    Redis: open as unknown as typeof Redis,
    close() {
      Reflect.deleteProperty(Redis, Symbol.hasInstance);
      own.data.clear();
      for (const client of clients) {
        client.removeAllListeners();
        client.disconnect();
      }
      modifiedKeyEvents.removeAllListeners();
    },
  };
  return server;
}

/** What is to happen at this request: only crashes and pauses are armed here. */
function decide(
  { network }: World,
  {
    process,
    to,
    name,
  }: { readonly process: SimProcess; readonly to: string; readonly name: string },
): FaultVerdict {
  for (const rule of network.rules.slice()) {
    const verdict = rule({ from: process, to, name, parts: [name] });
    if (verdict.type !== "pass") return verdict;
  }
  return pass;
}

function fingerprint({ data }: MockClient, key: string): string {
  const value = data.get(key);
  return JSON.stringify(
    value instanceof Map || value instanceof Set ? [...value] : (value ?? null),
  );
}

const notMeasured: ReadonlyMap<string, string> = new Map([
  ["SC-6", "ioredis-mock does not count the elements that a command touches"],
  ["SC-17", "ioredis-mock has no hash slots"],
]);
