import type { ServerLink } from "../../sim/kernel/network.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import { hangUp } from "../differential/connectToServer.ts";
import { MessageReader } from "./messageReader.ts";
import { permittedHere } from "./permittedHere.ts";
import { RealClient } from "./realClient.ts";
import type { RealNode } from "./realNode.ts";

/** What the model has said to a client, in the order in which it said it to all of them. */
type Said = { readonly client: RealClient; readonly bytes: Bytes | null };

/**
 * The clients of a real server. What the model says to them is kept until the real one has said it, too: they are given
 * the model's bytes where the real ones are equal, or equal but for a permitted difference; else the real ones.
 */
export class RealClients {
  readonly #real: RealNode;
  readonly #clients = new Set<RealClient>();
  #said: Said[] = [];

  constructor(real: RealNode) {
    this.#real = real;
  }

  add(link: ServerLink): RealClient {
    const client = new RealClient(link, this.#real.connect());
    this.#clients.add(client);
    return client;
  }

  has(client: RealClient): boolean {
    return this.#clients.has(client);
  }

  forget(client: RealClient): void {
    this.#clients.delete(client);
    client.reader.close();
  }

  forgetAll(): void {
    for (const client of this.#clients) client.reader.close();
    this.#clients.clear();
  }

  get count(): number {
    return this.#clients.size;
  }

  /** The model says something to one of them, or hangs up (null). */
  say(client: RealClient, bytes: Bytes | null): void {
    this.#said.push({ client, bytes });
  }

  /** Whether the model has said anything that the real server has yet to say. */
  get areToldSomething(): boolean {
    return this.#said.length > 0;
  }

  /** Whether the real server, too, has said something to each of those to whom the model has. */
  get areAllTold(): boolean {
    return this.#said.every(({ client }) => client.reader.hasMore());
  }

  /** Whether the model has said anything to one of them. */
  isTold(client: RealClient): boolean {
    return this.#said.some((said) => said.client === client);
  }

  /** Whether what the model said first begins so, and was for one of them. */
  isToldFirst(client: RealClient, words: Bytes): boolean {
    const [first] = this.#said;
    return first?.client === client && first.bytes?.startsWith(words) === true;
  }

  /** Waits for all that the model has said, compares, and gives it to the clients. */
  hear(asker: RealClient | null, argv: readonly Bytes[]): void {
    if (this.#said.length === 0) return;
    const said = this.#takeSaid();
    let different: Map<RealClient, Bytes[]> | null = null;
    for (const client of new Set(said.map((each) => each.client))) {
      const own = said.filter((each) => each.client === client);
      const real = this.#compare(client, own, client === asker ? argv : []);
      if (real !== null) (different ??= new Map()).set(client, real);
    }
    this.#deliver(said, different);
  }

  /** Gives them what the model has said, whatever a real server would say. */
  believe(): void {
    this.#deliver(this.#takeSaid(), null);
  }

  /** What the server said and the model did not goes to the client all the same. */
  tellUnexpected(): void {
    for (const { reader } of this.#clients) reader.takeIn();
    for (const client of this.#clients) {
      const rest = client.reader.takeRest();
      const isGone = client.reader.isClosed;
      if (rest === "" && !isGone) continue;
      this.#real.differs(client.link.process.name, [], null, rest === "" ? hangUp : rest);
      if (rest !== "") client.link.send(rest);
      if (isGone) client.link.close();
    }
  }

  #takeSaid(): readonly Said[] {
    const said = this.#said;
    this.#said = [];
    return said;
  }

  /** Null when it is the same; else what the server said, with a hang-up as the last message. */
  #compare(client: RealClient, own: readonly Said[], argv: readonly Bytes[]): Bytes[] | null {
    const { reader } = client;
    const model = own.map(({ bytes }) => bytes ?? "").join("");
    const closes = own.some(({ bytes }) => bytes === null);
    this.#real.roundTrips++;
    if (!closes && reader.isNext(model)) {
      if (argv.length > 0) client.conversation.compare(model, model, argv); // it follows transactions
      this.#leftOver(client);
      return null;
    }
    const ours = [...MessageReader.messagesIn(model), ...(closes ? [hangUp] : [])];
    const theirs: Bytes[] = [];
    let isSame = true;
    for (const message of ours) {
      const heard = reader.next() ?? hangUp;
      theirs.push(heard);
      const how = heard === message ? "equal" : this.#howEqual(client, message, heard, argv);
      if (how === "equal") continue;
      if (how !== null) this.#real.normalised(how);
      else {
        isSame = false;
        this.#real.differs(client.link.process.name, argv, message, heard);
      }
      if (heard === hangUp) break;
    }
    this.#leftOver(client);
    return isSame ? null : theirs;
  }

  #howEqual(
    { conversation }: RealClient,
    model: Bytes,
    real: Bytes,
    argv: readonly Bytes[],
  ): string | null {
    const how = conversation.compare(model, real, argv);
    if (how !== null || model === hangUp || real === hangUp) return how;
    return permittedHere(model, real, argv, this.#real.side);
  }

  #leftOver({ reader, link }: RealClient): void {
    const rest = reader.takeRest();
    if (rest !== "") this.#real.differs(link.process.name, [], null, rest);
  }

  #deliver(said: readonly Said[], different: ReadonlyMap<RealClient, Bytes[]> | null): void {
    const told = new Set<RealClient>();
    for (const { client, bytes } of said) {
      // Who is sent away is not heard of again: nobody tells a server that it has closed a connection.
      if (bytes === null) this.forget(client);
      const real = different?.get(client);
      if (real === undefined) {
        if (bytes === null) client.link.close();
        else client.link.send(bytes);
        continue;
      }
      if (told.has(client)) continue;
      told.add(client);
      const words = real.filter((message) => message !== hangUp).join("");
      if (words !== "") client.link.send(words);
      if (real.at(-1) === hangUp) client.link.close();
    }
  }
}
