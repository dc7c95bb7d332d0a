import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { RealNode } from "../cluster/realTopology.ts";
import { ProxyLink, type LiveRequest, type LiveVerdict } from "./proxyLink.ts";

/** A connection that a node knows by a port of ours. */
export type ProxiedConnection = {
  readonly process: string;
  readonly node: string;
  readonly port: number;
  /** When it was begun, by the harness's clock. */
  readonly fromUs: number;
};

/** Decides what happens to a request; the first rule that does not pass does. */
export type LiveRule = (request: LiveRequest) => LiveVerdict;

type Way = "both" | "requests" | "replies";
type Door = {
  readonly process: string;
  readonly node: RealNode;
  readonly server: Server;
  readonly port: number;
  readonly links: Set<ProxyLink>;
};

const host = "127.0.0.1";
const pass: LiveVerdict = { type: "pass" };

/**
 * The network between workers and nodes: for each worker a port of ours for each node. So it is known whose every request
 * is, and each can be counted, delayed, held, lost or cut.
 */
export class WorkerProxies {
  readonly #nowUs: () => number;
  readonly #doors: Door[] = [];
  readonly connections: ProxiedConnection[] = [];
  readonly rules: LiveRule[] = [];
  readonly #delayMs = new Map<string, number>();
  /** What does not pass, counted, because cuts overlap. */
  readonly #held = new Map<string, number>();
  readonly #closedNodes = new Set<RealNode>();

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  /** Has doors for a worker to all nodes. */
  async open(process: string, nodes: readonly RealNode[]): Promise<void> {
    for (const node of nodes) {
      const server = createServer();
      const links = new Set<ProxyLink>();
      server.on("connection", (client) => this.#connected(client, process, node, links));
      const port = await listen(server, 0);
      this.#doors.push({ process, node, server, port, links });
    }
  }

  /** From what nodes are called, by each other and by us, to the doors of a worker. */
  natOf(process: string): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#of(process).flatMap(({ node, port }) => [
        [`${node.address.host}:${node.address.port}`, port],
        [`${node.host}:${node.port}`, port],
      ]),
    );
  }

  /** Existing connections are cut, and new ones refused, until it is over. */
  async refuse(process: string): Promise<() => Promise<void>> {
    const doors = this.#of(process);
    for (const { server, links } of doors) {
      server.close();
      cutAll(links);
    }
    return async () => {
      for (const { server, port } of doors) if (!server.listening) await listen(server, port);
    };
  }

  /** Existing connections are half-open until it is over, and reset then. */
  stall(process: string): () => void {
    const stalled = this.#of(process).flatMap(({ links }) => [...links]);
    for (const link of stalled) link.stall();
    return () => stalled.forEach((link) => link.cut());
  }

  /** Each message of a worker takes longer until it is over. */
  delay(process: string, byMs: number): () => void {
    this.#delayMs.set(process, byMs);
    return () => void this.#delayMs.delete(process);
  }

  /** Nothing passes between a worker and a node, or all of them, until it is over. */
  partition(process: string, node: RealNode | null, way: Way): () => void {
    const names = (["requests", "replies"] as const)
      .filter((each) => way === "both" || way === each)
      .flatMap((each) =>
        this.#of(process)
          .filter((door) => node === null || door.node === node)
          .map((door) => heldName(process, door.node, each)),
      );
    for (const name of names) this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    return () => {
      for (const name of names) this.#held.set(name, (this.#held.get(name) ?? 1) - 1);
      for (const { links } of this.#of(process)) for (const link of links) link.flow();
    };
  }

  /** No request reaches a node until it is over. */
  hold(node: RealNode): () => void {
    const ofNode = this.#doors.filter((door) => door.node === node);
    const ends = ofNode.map(({ process }) => this.partition(process, node, "requests"));
    return () => ends.forEach((end) => end());
  }

  /** Nobody gets to a node that is down, or of which we could not tell yet what it does. */
  shut(node: RealNode): void {
    this.#closedNodes.add(node);
    for (const door of this.#doors) if (door.node === node) cutAll(door.links);
  }

  /** It can be reached again. */
  unshut(node: RealNode): void {
    this.#closedNodes.delete(node);
  }

  /** The ports by which a node knows the connections of a worker, the oldest first. */
  portsAt(node: RealNode, process: string): readonly number[] {
    return this.connections
      .filter((each) => each.process === process && each.node === node.name)
      .map(({ port }) => port);
  }

  close(): void {
    for (const { server, links } of this.#doors) {
      server.close();
      cutAll(links);
    }
  }

  #of(process: string): readonly Door[] {
    return this.#doors.filter((door) => door.process === process);
  }

  #connected(client: Socket, process: string, node: RealNode, links: Set<ProxyLink>): void {
    if (this.#closedNodes.has(node)) return void client.resetAndDestroy();
    const fromUs = this.#nowUs();
    const link = new ProxyLink(client, connect(node.port, node.host), {
      process,
      node: node.name,
      decide: (request) => this.#decide(request),
      delayMs: () => this.#delayMs.get(process) ?? 0,
      isHeld: (way) => (this.#held.get(heldName(process, node, way)) ?? 0) > 0,
      onPort: (port) => this.connections.push({ process, node: node.name, port, fromUs }),
    });
    links.add(link);
    client.once("close", () => links.delete(link));
  }

  #decide(request: LiveRequest): LiveVerdict {
    for (const rule of this.rules) {
      const verdict = rule(request);
      if (verdict.type !== "pass") return verdict;
    }
    return pass;
  }
}

const heldName = (process: string, { name }: RealNode, way: "requests" | "replies"): string =>
  `${process} ${name} ${way}`;

function cutAll(links: Set<ProxyLink>): void {
  for (const link of links) link.cut();
  links.clear();
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("WorkerProxies: the server has no port; a TCP address would be right");
  return address.port;
}
