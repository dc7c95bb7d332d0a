import { superuser } from "../acl/accessControl.ts";
import { ClientConnection } from "../clientConnection.ts";
import type { RedisNode } from "../node.ts";

/** Where what the master sends is applied: a client that is never refused and never answered, but can be paused. */
export type StreamSource = {
  /** The master's address, as CLIENT LIST shows it. */
  readonly remote: string;
  /** Whether a command has come that was not applied yet. */
  readonly hasCommand: () => boolean;
  readonly applyNext: () => void;
  /** Somebody ended the connection here. */
  readonly killed: () => void;
};

/** The connection to the master, as one of the clients of its replica (CLIENT LIST shows it with the flag M). */
export class MasterClient extends ClientConnection {
  readonly #source: StreamSource;

  constructor(node: RedisNode, id: number, source: StreamSource) {
    super(node, id, {
      remote: source.remote,
      send() {},
      close: source.killed,
    });
    this.#source = source;
    this.isMaster = true;
    this.isObeyed = true;
    this.isAuthenticated = true;
    this.user = superuser(node.access.ruleContext);
  }

  override get hasRequest(): boolean {
    return !this.closing && this.#source.hasCommand();
  }

  override executeNext(): void {
    this.#source.applyNext();
  }

  /** The command that was postponed is still the next one. */
  override hearAgain(): void {
    this.node.blocked.hearNext(this);
  }
}
