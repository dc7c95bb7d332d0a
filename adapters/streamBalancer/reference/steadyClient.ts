import { createHash } from "node:crypto";
import { connectClient } from "../../clients/connectClient.ts";
import type { RedisClient, RunClientScript } from "../../clients/redisClient.ts";
import { runReplicated } from "../../clients/runReplicated.ts";
import type { SubjectContext } from "../../subject.ts";
import { limits } from "./limits.ts";

/** Answers of a node that is not the one to ask any more. The client of a cluster follows by itself. */
const wrongNode = /^(READONLY|MASTERDOWN|UNBLOCKED) /;

/**
 * A client that does not wait for ever. The one below is as it comes, and sends again what it knows to be lost; of a
 * connection that is half open it knows nothing. So a connection whose answer is overdue is given up for a new one.
 */
export class SteadyClient {
  readonly #context: SubjectContext;
  readonly #scripts: Readonly<Record<string, string>>;
  #client: Promise<RedisClient>;
  #defined = new Map<string, RunClientScript>();
  #isClosed = false;

  /** @param scripts the texts of those that `run` may name */
  constructor(context: SubjectContext, scripts: Readonly<Record<string, string>>) {
    this.#context = context;
    this.#scripts = scripts;
    this.#client = this.#connect();
  }

  /**
   * Sends a command to whoever serves the key.
   *
   * @param answerMs how long an answer may take
   * @throws what the client rejects with, or `Command timed out`; nobody knows then whether the server acted
   */
  call(
    key: string,
    command: readonly string[],
    answerMs: number = limits.answerMs,
  ): Promise<unknown> {
    return this.#ask((client) => client.call(key, command), answerMs);
  }

  /** Runs a script. @throws as `call` does */
  run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    return this.#ask(
      (client) => this.#define(client, script, keys.length)(...keys, ...args),
      limits.answerMs,
    );
  }

  /** The same, done when so many replicas have what it changed. @param script one that can be sent twice */
  runReplicated(
    script: string,
    keys: readonly [string, ...string[]],
    args: readonly string[],
    replicas: number,
  ): Promise<unknown> {
    const hash = createHash("sha1").update(this.#textOf(script)).digest("hex");
    return this.#ask((client) => {
      const run = this.#define(client, script, keys.length);
      const learnt = { hash, numberOfKeys: keys.length, run };
      const replication = { replicas, ...limits.replication };
      return runReplicated(client, keys[0], learnt, [...keys, ...args], replication);
    }, limits.answerMs);
  }

  disconnect(): void {
    this.#isClosed = true;
    this.#client.then((client) => client.disconnect()).catch(() => undefined);
  }

  async #ask(send: (client: RedisClient) => Promise<unknown>, answerMs: number): Promise<unknown> {
    if (this.#isClosed) throw new Error("Connection is closed.");
    const asked = this.#client;
    const client = await asked;
    const answer = send(client);
    return new Promise((resolve, reject) => {
      const overdue = setTimeout(() => {
        this.#replace(asked, client);
        reject(new Error(`Command timed out after ${answerMs} ms`));
      }, answerMs);
      answer.then(
        (reply) => {
          clearTimeout(overdue);
          resolve(reply);
        },
        (error: unknown) => {
          clearTimeout(overdue);
          if (error instanceof Error && wrongNode.test(error.message)) this.#replace(asked, client);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  #connect(): Promise<RedisClient> {
    const client = connectClient(this.#context);
    client.catch(() => undefined);
    return client;
  }

  #replace(asked: Promise<RedisClient>, client: RedisClient): void {
    if (this.#client !== asked) return;
    client.disconnect();
    if (this.#isClosed) return;
    this.#defined = new Map();
    this.#client = this.#connect();
  }

  /** The clients want to know how many keys a script has, so each number is a command of its own. */
  #define(client: RedisClient, script: string, numberOfKeys: number): RunClientScript {
    const name = `balancer_${script}_${numberOfKeys}`;
    const known = this.#defined.get(name);
    if (known !== undefined) return known;
    const defined = client.define(name, { lua: this.#textOf(script), numberOfKeys });
    this.#defined.set(name, defined);
    return defined;
  }

  #textOf(script: string): string {
    const lua = this.#scripts[script];
    if (lua === undefined) throw new Error(`SteadyClient: no script "${script}"`);
    return lua;
  }
}
