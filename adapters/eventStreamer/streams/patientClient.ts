import { connectClient } from "../../clients/connectClient.ts";
import type { RedisClient, RunClientScript } from "../../clients/redisClient.ts";
import type { SubjectContext } from "../../subject.ts";
import { limits } from "./limits.ts";

/** Answers of a node that is not the one to ask any more. The client of a cluster follows by itself. */
const wrongNode = /^(READONLY|MASTERDOWN|UNBLOCKED) /;

/** Something that was asked and not answered yet. */
type Asked = {
  readonly giveUp: (reason: string) => void;
  /** Sets the timer that gives it up, if it is not set, or takes it away. */
  readonly attend: () => void;
  readonly neglect: () => void;
};

/**
 * A client that waits for as long as an answer may take, and no longer. The one below is as it comes, and sends again what it
 * knows to be lost; of a connection that is half open it knows nothing. So a connection whose answer is overdue is
 * given up for a new one. Whatever waits for an answer when this is disconnected is told so at once, and no timer is left.
 * While nobody cares for the answers there is no timer either: whoever does again finds out at once what is overdue by then.
 */
export class PatientClient {
  readonly #context: SubjectContext;
  readonly #scripts: Readonly<Record<string, string>>;
  readonly #asked = new Set<Asked>();
  #client: Promise<RedisClient>;
  readonly #defined = new WeakMap<RedisClient, Map<string, RunClientScript>>();
  #isClosed = false;
  #isNeglected = false;

  /** @param scripts the texts of those that `run` may name; each is about one key */
  constructor(context: SubjectContext, scripts: Readonly<Record<string, string>> = {}) {
    this.#context = context;
    this.#scripts = scripts;
    this.#client = this.#connect();
  }

  /**
   * Sends a command to whoever serves the key.
   *
   * @param waitMs how long Redis is asked to wait before it answers
   * @throws what the client rejects with, or `Command timed out`; nobody knows then whether the server acted
   */
  call(key: string, command: readonly string[], waitMs = 0): Promise<unknown> {
    return this.#ask((client) => client.call(key, command), waitMs + limits.answerMs);
  }

  /** Runs a script. @throws as `call` does */
  run(script: string, key: string, args: readonly string[]): Promise<unknown> {
    return this.#ask((client) => this.#define(client, script)(key, ...args), limits.answerMs);
  }

  /** Nobody waits for the answers any more, until `attend` is called. They may come all the same. */
  neglect(): void {
    this.#isNeglected = true;
    for (const { neglect } of this.#asked) neglect();
  }

  /** Somebody waits for the answers. */
  attend(): void {
    this.#isNeglected = false;
    for (const { attend } of this.#asked) attend();
  }

  disconnect(): void {
    this.#isClosed = true;
    this.#client.then((client) => client.disconnect()).catch(() => undefined);
    for (const { giveUp } of this.#asked) giveUp("Connection is closed.");
  }

  #ask(send: (client: RedisClient) => Promise<unknown>, answerMs: number): Promise<unknown> {
    const connecting = this.#client;
    const dueMs = performance.now() + answerMs;
    return new Promise((resolve, reject) => {
      let overdue: NodeJS.Timeout | undefined;
      const neglect = (): void => {
        clearTimeout(overdue);
        overdue = undefined;
      };
      const end = (settle: () => void): void => {
        this.#asked.delete(asked);
        neglect();
        settle();
      };
      const giveUp = (reason: string): void => end(() => reject(new Error(reason)));
      const attend = (): void => {
        overdue ??= setTimeout(() => {
          void this.#replace(connecting);
          giveUp(`Command timed out after ${answerMs} ms`);
        }, dueMs - performance.now());
      };
      const asked: Asked = { giveUp, attend, neglect };
      this.#asked.add(asked);
      if (!this.#isNeglected) attend();
      if (this.#isClosed) return giveUp("Connection is closed.");
      connecting
        .then((client) => send(client))
        .then(
          (reply) => end(() => resolve(reply)),
          (error: unknown) => {
            const failure = error instanceof Error ? error : new Error(String(error));
            if (wrongNode.test(failure.message)) void this.#replace(connecting);
            end(() => reject(failure));
          },
        );
    });
  }

  #connect(): Promise<RedisClient> {
    const client = connectClient(this.#context);
    client.catch(() => undefined);
    return client;
  }

  async #replace(asked: Promise<RedisClient>): Promise<void> {
    if (this.#client !== asked || this.#isClosed) return;
    this.#client = this.#connect();
    (await asked.catch(() => null))?.disconnect();
  }

  #define(client: RedisClient, script: string): RunClientScript {
    const own = this.#defined.get(client) ?? new Map<string, RunClientScript>();
    this.#defined.set(client, own);
    const known = own.get(script);
    if (known !== undefined) return known;
    const lua = this.#scripts[script];
    if (lua === undefined) throw new Error(`PatientClient: no script "${script}"`);
    const defined = client.define(`streamer_${script}`, { lua, numberOfKeys: 1 });
    own.set(script, defined);
    return defined;
  }
}
