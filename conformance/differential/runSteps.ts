import type { Bytes } from "../../sim/redis/bytes.ts";
import { compareKeyspaces } from "./compareKeyspaces.ts";
import { hangUp } from "./connectToServer.ts";
import { createConversation, type Conversation } from "./conversation.ts";
import type { Heard } from "./modelAlone.ts";
import { requestBytes } from "./requestBytes.ts";
import type { Step } from "./step.ts";
import { ServerIsSilent, Twins, type TwinClient, type TwinsOptions } from "./twins.ts";

/** Where the two sides are not the same. */
export type Difference = {
  /** The step during which it showed; null in the keyspace at the end. */
  readonly step: number | null;
  readonly client: string;
  /** What was asked, as far as it was a command. */
  readonly argv: readonly Bytes[];
  /** One message of each side; null where nothing came. */
  readonly model: Bytes | null;
  readonly real: Bytes | null;
};

export type RunResult = {
  /** The first one; then the run has ended. */
  readonly difference: Difference | null;
  /** What the model refused; then the run has ended before that step. */
  readonly unsupported: string | null;
  /** Whether the real server crashed, which is no answer that one could give. */
  readonly crashed: boolean;
  /** Steps whose messages were compared and equal. */
  readonly stepsDone: number;
  /** How often each normalisation was needed, by name. */
  readonly normalised: ReadonlyMap<string, number>;
  /** What the real server said during each step, when the run is exact. */
  readonly heard: readonly (readonly Heard[])[];
  /** The id of the first client of a real server of this kind. */
  readonly firstClientId: number;
};

export type RunOptions = TwinsOptions & {
  /** Whether the sides are compared after each step rather than after some: slower, and the step is named exactly. */
  readonly exact: boolean;
  /** Whether the run goes on in spite of differences and refusals: only what the real server says is wanted. */
  readonly onlyRecord?: boolean;
  /** Looks on from the start; what differs for it is a difference. */
  readonly onlooker?: (twins: Twins) => Promise<Onlooker>;
};

/** Somebody besides the clients who compares what the sides say. */
export type Onlooker = {
  /**
   * @param step what was done last.
   * @param isSettled whether all that the sides have to say so far is to be waited for.
   */
  readonly compare: (
    step: Step | undefined,
    isSettled: boolean,
  ) => Promise<Pick<Difference, "model" | "real"> | null>;
  readonly leave: () => void;
};

/** Takes both sides through the same steps, each from its start, until they differ or the steps are done. */
export async function runSteps(steps: readonly Step[], options: RunOptions): Promise<RunResult> {
  const twins = await Twins.start(options);
  let onlooker: Onlooker | null = null;
  let run: Run | null = null;
  try {
    onlooker = (await options.onlooker?.(twins)) ?? null;
    run = new Run(twins, steps, options, onlooker);
    await run.toTheEnd();
    return run.result();
  } finally {
    run?.end();
    onlooker?.leave();
    await twins.stop();
  }
}

/** Requests of one client that are sent at once. Beyond some dozens nothing is gained any more. */
const batchMax = 64;

/**
 * Whether a request may be sent together with those before it. From Redis 7.2 on a failed AUTH is not answered when
 * another answer still waits to be written. And Redis broadcasts which keys changed when it has read all that one client
 * has sent: who wants to hear of them only then hears of those that changed just before, too.
 */
function mayFollow(step: Step): boolean {
  if (step.kind !== "command") return false;
  const [name = "", sub = ""] = step.argv.map((word) => word.toUpperCase());
  return name !== "AUTH" && name !== "HELLO" && !(name === "CLIENT" && sub === "TRACKING");
}

type Participant = TwinClient & {
  /** For each message of the model the step that brought it. */
  readonly stepOf: number[];
  compared: number;
  readonly conversation: Conversation;
};

class Run {
  difference: Difference | null = null;
  unsupported: string | null = null;
  crashed = false;
  stepsDone = 0;
  readonly normalised = new Map<string, number>();
  readonly heard: Heard[][] = [];
  readonly #twins: Twins;
  readonly #steps: readonly Step[];
  readonly #exact: boolean;
  readonly #onlyRecord: boolean;
  readonly #permitted: TwinsOptions["permits"];
  readonly #onlooker: Onlooker | null;
  readonly #clients = new Map<string, Participant>();

  constructor(
    twins: Twins,
    steps: readonly Step[],
    { exact, onlyRecord, permits }: RunOptions,
    onlooker: Onlooker | null,
  ) {
    this.#onlooker = onlooker;
    this.#twins = twins;
    this.#steps = steps;
    this.#exact = exact;
    this.#permitted = permits;
    this.#onlyRecord = onlyRecord ?? false;
  }

  async toTheEnd(): Promise<void> {
    for (let at = 0; at < this.#steps.length;) {
      try {
        at = await this.#advanceFrom(at);
      } catch (error) {
        this.#serverIsSilent(at, error);
      }
      if (this.difference !== null) return;
      if (this.unsupported !== null) return;
      if (this.#exact) this.heard.push([]);
      this.#compare();
      if (this.#onlooker !== null) await this.#lookOn(at - 1, this.#exact);
      if (this.difference !== null) return;
      this.stepsDone = at;
    }
    await this.#twins.flush();
    this.#compare();
    if (this.#onlooker !== null) await this.#lookOn(this.#steps.length - 1, true);
    if (this.difference === null && !this.#onlyRecord)
      this.difference = await compareKeyspaces(this.#twins, this.#count.bind(this));
  }

  result(): RunResult {
    const { difference, unsupported, crashed, stepsDone, normalised, heard } = this;
    const { firstClientId } = this.#twins;
    return { difference, unsupported, crashed, stepsDone, normalised, heard, firstClientId };
  }

  end(): void {
    for (const { real } of this.#clients.values()) real.close();
  }

  async #lookOn(at: number, isSettled: boolean): Promise<void> {
    const step = this.#steps[at];
    const seen = (await this.#onlooker?.compare(step, isSettled)) ?? null;
    if (seen === null) return;
    const argv = step?.kind === "command" ? step.argv : [];
    this.difference ??= { ...seen, step: at, client: "onlooker", argv };
  }

  /** Does the step at `at`, and those after it that can go with it. Gives the next one. */
  async #advanceFrom(at: number): Promise<number> {
    const step = this.#steps[at]!;
    switch (step.kind) {
      case "advance":
        await this.#twins.advance(step.ms);
        this.#attribute(at);
        await this.#settle(false);
        return at + 1;
      case "close": {
        const client = this.#clients.get(step.client);
        if (client === undefined) return at + 1;
        this.#clients.delete(step.client);
        client.real.close();
        client.model.close();
        this.#attribute(at);
        await this.#twins.flush();
        return at + 1;
      }
      case "command":
      case "bytes":
        return this.#send(at, step.client);
    }
  }

  async #send(from: number, name: string): Promise<number> {
    const client = await this.#participant(name);
    let bytes = "";
    let at = from;
    for (; at < this.#steps.length && at - from < (this.#exact ? 1 : batchMax); at++) {
      const step = this.#steps[at]!;
      if ((step.kind !== "command" && step.kind !== "bytes") || step.client !== name) break;
      if (client.model.isClosed() || (at > from && !mayFollow(step))) break;
      const request = step.kind === "command" ? requestBytes(step.argv) : step.bytes;
      const refused = this.#twins.node.unsupported.length;
      if (client.model.isBlocked() && step.kind === "command")
        client.conversation.addLate(step.argv);
      try {
        client.model.send(request);
      } catch (error) {
        this.#modelThrew(at, step, error);
        break;
      }
      if (this.#twins.node.unsupported.length > refused && !this.#onlyRecord) {
        this.unsupported = this.#twins.node.unsupported[refused] ?? "";
        break;
      }
      const isAlone = this.#attribute(at, client);
      bytes += request;
      // A server turns to other clients, and to its own news, only when it has read all that one has sent at once.
      if (!isAlone) {
        at++;
        break;
      }
    }
    // Turned away as it came: what it wanted to say is heard by nobody.
    if (at === from && client.model.isClosed()) at++;
    if (bytes !== "") client.real.send(bytes);
    await this.#settle(client.stepOf.at(-1) === at - 1);
    return at;
  }

  /** @param isAnswered whether the last request has an answer, which proves by itself that it was executed. */
  async #settle(isAnswered: boolean): Promise<void> {
    if (this.#exact || !isAnswered) await this.#twins.flush();
    await this.#twins.settle(this.#clients.values());
  }

  /** Whose connection the server closed comes back with a new one. */
  async #participant(name: string): Promise<Participant> {
    const known = this.#clients.get(name);
    if (known !== undefined && !known.model.isClosed()) return known;
    const twin = await this.#twins.connect(name);
    const participant: Participant = {
      ...twin,
      stepOf: [],
      compared: 0,
      conversation: createConversation(),
    };
    this.#clients.set(name, participant);
    return participant;
  }

  /**
   * The messages that the model has sent since the last time came with this step. Gives whether they are one answer to
   * this client, and nothing else.
   */
  #attribute(at: number, asker?: Participant): boolean {
    let others = 0;
    for (const client of this.#clients.values()) {
      const { model, stepOf } = client;
      others += model.messages.length - stepOf.length - (client === asker ? 1 : 0);
      while (stepOf.length < model.messages.length) stepOf.push(at);
    }
    return others === 0;
  }

  #compare(): void {
    for (const client of this.#clients.values()) {
      const { model, real } = client;
      const length = Math.max(model.messages.length, real.messages.length);
      for (; client.compared < length; client.compared++) {
        const ours = model.messages[client.compared] ?? null;
        const theirs = real.messages[client.compared] ?? null;
        const at = client.stepOf[client.compared] ?? null;
        const argv = this.#argvOf(at, client.name);
        if (ours !== theirs && this.#isUnorderedRun(client)) continue;
        const how =
          client.conversation.compare(ours, theirs, argv) ?? this.#permits(ours, theirs, argv);
        if (theirs !== null) this.heard.at(-1)?.push([client.name, theirs]);
        if (how === "equal") continue;
        if (how === null && this.#onlyRecord) continue;
        if (how === null) {
          this.difference = { step: at, client: client.name, argv, model: ours, real: theirs };
          return;
        }
        this.#count(how);
      }
    }
  }

  /**
   * A client with several patterns hears a message once for each that fits, in the order of a hash table. Whether the
   * messages of this step, from the one to be compared on, are such, and the same ones; then they are compared.
   */
  #isUnorderedRun(client: Participant): boolean {
    const { model, real, stepOf, compared } = client;
    const step = stepOf[compared];
    let end = compared;
    while (stepOf[end] === step && isPatternMessage(model.messages[end])) end++;
    if (end - compared < 2) return false;
    const sorted = (messages: readonly Bytes[]): string =>
      messages.slice(compared, end).sort().join("");
    if (sorted(model.messages) !== sorted(real.messages)) return false;
    for (const message of real.messages.slice(compared, end))
      this.heard.at(-1)?.push([client.name, message]);
    client.compared = end - 1;
    this.#count("unordered patterns");
    return true;
  }

  #permits(ours: Bytes | null, theirs: Bytes | null, argv: readonly Bytes[]): string | null {
    if (this.#permitted === undefined || ours === null || theirs === null) return null;
    return ours === hangUp || theirs === hangUp ? null : this.#permitted(ours, theirs, argv);
  }

  #serverIsSilent(at: number, error: unknown): void {
    if (!(error instanceof ServerIsSilent)) throw error;
    this.crashed = error.message.endsWith("crashed");
    const step = this.#steps[at]!;
    const argv = step.kind === "command" ? step.argv : [];
    const client = "client" in step ? step.client : "";
    this.difference = { step: at, client, argv, model: null, real: `(${error.message})` };
  }

  /** The model should never throw. Where it does, that is a difference like any other. */
  #modelThrew(at: number, step: Step & { readonly client: string }, error: unknown): void {
    const argv = step.kind === "command" ? step.argv : [];
    const model = `(threw ${error instanceof Error ? error.message : String(error)})`;
    this.difference = { step: at, client: step.client, argv, model, real: null };
  }

  #count(how: string): void {
    this.normalised.set(how, (this.normalised.get(how) ?? 0) + 1);
  }

  /** The request that a message answers; none for what came to another client, or with time. */
  #argvOf(at: number | null, name: string): readonly Bytes[] {
    const step = at === null ? undefined : this.#steps[at];
    return step?.kind === "command" && step.client === name ? step.argv : [];
  }
}

const isPatternMessage = (message: Bytes | undefined): boolean =>
  message !== undefined && /^[*>]4\r\n\$8\r\npmessage\r\n/.test(message);
