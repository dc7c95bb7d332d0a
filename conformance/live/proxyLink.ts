import type { Socket } from "node:net";
import type { Bytes } from "../../sim/redis/bytes.ts";
import { RequestParser } from "../../sim/redis/resp/requestParser.ts";
import { requestBytes } from "../differential/requestBytes.ts";
import { messageEnd, readMessage } from "../differential/respMessage.ts";

/** A request of a client on its way to a node. */
export type LiveRequest = {
  readonly process: string;
  readonly node: string;
  /** The command, in capitals. */
  readonly name: string;
};

/** What happens to a request: see `FaultVerdict` of the kernel. What is to be done is done before anything goes on. */
export type LiveVerdict =
  | { readonly type: "pass" }
  /** Done when the node has executed it; its reply does not leave before. */
  | { readonly type: "passThen"; readonly act: () => Promise<void> }
  /** Done before the node hears of it; then it is sent, or the connection breaks. */
  | { readonly type: "actFirst"; readonly act: () => Promise<"pass" | "cut"> }
  | { readonly type: "loseReply" | "cutReply" };

/** What a link is told of the world around it. */
export type LinkWorld = {
  readonly process: string;
  readonly node: string;
  readonly decide: (request: LiveRequest) => LiveVerdict;
  /** How much longer each message takes now. */
  readonly delayMs: () => number;
  /** Whether nothing passes now in a direction; `flow` is called when that may be over. */
  readonly isHeld: (way: "requests" | "replies") => boolean;
  /** The node knows the connection by this port. */
  readonly onPort: (port: number) => void;
};

type Piece = { readonly bytes: Bytes; readonly dueAt: number };

/**
 * One connection of a client through a proxy. It asks the node first who it takes us for, because that is how a node
 * tells whose request it was; the client hears nothing of it.
 *
 * Requests and replies are counted one by one, but for those of a client that subscribes, which has no replies of its own.
 */
export class ProxyLink {
  readonly #world: LinkWorld;
  readonly #client: Socket;
  readonly #node: Socket;
  readonly #parser = new RequestParser();
  /** What happens when the replies to requests arrive, in their order. */
  readonly #awaited: (Exclude<LiveVerdict, { type: "actFirst" }> | "ours")[] = ["ours"];
  readonly #queues: Readonly<Record<"requests" | "replies", Piece[]>> = {
    requests: [],
    replies: [],
  };
  /** What both say is worked off one after the other, whatever it waits for. */
  #work: Promise<void> = Promise.resolve();
  #replies: Bytes = "";
  #isStalled = false;
  #subscribes = false;

  constructor(client: Socket, node: Socket, world: LinkWorld) {
    this.#client = client;
    this.#node = node;
    this.#world = world;
    for (const socket of [client, node]) {
      socket.setNoDelay(true);
      socket.setEncoding("latin1");
      socket.on("error", () => {}); // it is closed then
    }
    node.write(requestBytes(["CLIENT", "INFO"]), "latin1");
    client.on("data", (bytes: Bytes) => this.#then(() => this.#takeRequests(bytes)));
    node.on("data", (bytes: Bytes) => this.#then(() => this.#takeReplies(bytes)));
    client.once("close", () => this.#closed("requests"));
    node.once("close", () => this.#closed("replies"));
  }

  get isClosed(): boolean {
    return this.#client.destroyed;
  }

  /** Both ends hear that the connection is broken. */
  cut(): void {
    this.#client.resetAndDestroy();
    this.#node.destroy();
  }

  /** From now on what is said goes nowhere, and nobody is told. */
  stall(): void {
    this.#isStalled = true;
  }

  /** Lets pass what may. */
  flow(): void {
    this.#flow("requests");
    this.#flow("replies");
  }

  #then(act: () => Promise<void> | void): void {
    this.#work = this.#work.then(act).catch(() => this.cut()); // what cannot be understood cannot be passed on
  }

  /** Whoever hangs up has said all that it had to say. */
  #closed(way: "requests" | "replies"): void {
    if (this.#isStalled) return;
    this.#then(() => {
      this.#flow(way);
      const other = way === "requests" ? this.#node : this.#client;
      if (this.#queues[way].length === 0) other.destroySoon();
      else setTimeout(() => other.destroySoon(), this.#world.delayMs());
    });
  }

  async #takeRequests(bytes: Bytes): Promise<void> {
    if (this.#isStalled) return;
    for (const request of this.#parser.feed(bytes)) {
      if (request.type === "protocolError") return this.cut();
      const { argv } = request;
      const name = (argv[0] ?? "").toUpperCase();
      if (name === "SUBSCRIBE" || name === "PSUBSCRIBE" || name === "SSUBSCRIBE")
        this.#subscribes = true;
      const { process, node, decide } = this.#world;
      let verdict = decide({ process, node, name });
      if (verdict.type === "actFirst") {
        if ((await verdict.act()) === "cut") return this.cut();
        verdict = { type: "pass" };
      }
      this.#awaited.push(verdict);
      this.#pass("requests", requestBytes(argv));
    }
  }

  async #takeReplies(bytes: Bytes): Promise<void> {
    if (this.#isStalled) return;
    this.#replies += bytes;
    let passed = "";
    for (let at = 0; ;) {
      const end = at < this.#replies.length ? messageEnd(this.#replies, at) : -1;
      if (end === -1) {
        this.#replies = this.#replies.slice(at);
        break;
      }
      const reply = this.#replies.slice(at, end);
      at = end;
      const isPushed = this.#awaited[0] !== "ours" && (this.#subscribes || reply.startsWith(">"));
      const awaited = isPushed ? undefined : this.#awaited.shift();
      if (awaited === "ours") {
        this.#world.onPort(portIn(reply));
        continue;
      }
      if (awaited?.type === "loseReply" || awaited?.type === "cutReply") {
        if (awaited.type === "cutReply") passed += reply.slice(0, Math.ceil(reply.length / 2));
        this.#pass("replies", passed);
        // Half a reply must have left before the connection breaks.
        this.#node.destroy();
        if (awaited.type === "cutReply") this.#client.destroySoon();
        else this.cut();
        return;
      }
      if (awaited?.type === "passThen") {
        this.#pass("replies", passed);
        passed = "";
        await awaited.act();
      }
      passed += reply;
    }
    this.#pass("replies", passed);
  }

  #pass(way: "requests" | "replies", bytes: Bytes): void {
    if (bytes === "") return;
    const delayMs = this.#world.delayMs();
    this.#queues[way].push({ bytes, dueAt: performance.now() + delayMs });
    if (delayMs > 0) setTimeout(() => this.#flow(way), delayMs);
    else this.#flow(way);
  }

  #flow(way: "requests" | "replies"): void {
    if (this.#world.isHeld(way)) return;
    const queue = this.#queues[way];
    const to = way === "requests" ? this.#node : this.#client;
    // A timer may be early by a millisecond; what is behind is never earlier than what is before it.
    while (queue[0] !== undefined && queue[0].dueAt <= performance.now() + 1) {
      const piece = queue.shift();
      if (piece !== undefined && to.writable) to.write(piece.bytes, "latin1");
    }
  }
}

/** The port of ours in a node's answer to CLIENT INFO. @throws when there is none */
function portIn(reply: Bytes): number {
  const value = readMessage(reply);
  const text = "text" in value ? (value.text ?? "") : "";
  const port = / addr=\S*:(\d+) /.exec(text)?.[1];
  if (port === undefined) throw new Error(`ProxyLink: the node answered ${JSON.stringify(reply)} to CLIENT INFO; an address would be right`); // prettier-ignore
  return Number(port);
}
