import type { FarConnection } from "../../sim/farEnd.ts";
import type { ServerLink } from "../../sim/kernel/network.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { RedisServer, RestartData } from "../../sim/redisServer.ts";
import type { ChangedKey } from "../../sim/sharedWork.ts";
import type { LockstepObserver } from "./difference.ts";
import { busy, RealFarEnd } from "./realFarEnd.ts";
import type { Tape } from "./tape.ts";

/** A far end that writes down what is asked of it, so that whoever is to blame for a difference can be found. */
export class TapedFarEnd extends RealFarEnd {
  readonly tape: Tape;
  readonly #tapedServer: RedisServer;
  readonly #referenceUs: () => number;
  /** What it had to begin again with, told when the model's node is there. */
  #restartedWith: RestartData | null = null;

  constructor(server: RedisServer, nowUs: () => number, observer: LockstepObserver, tape: Tape) {
    super(server, nowUs, observer);
    this.tape = tape;
    this.#tapedServer = server;
    this.#referenceUs = nowUs;
  }

  get host(): string {
    return this.#tapedServer.host;
  }

  override accept(link: ServerLink): FarConnection {
    this.#tellTime();
    const name = this.tape.connected(link.process.name);
    const connection = super.accept(link);
    let isBusy = false;
    return {
      ...connection,
      link: {
        ...connection.link,
        send(bytes) {
          isBusy = bytes.startsWith(busy);
          connection.link.send(bytes);
        },
      },
      execute: (argv) => {
        this.#tellTime();
        // The model alone has been told to be busy.
        if (!isBusy) this.tape.asked(argv, name);
        isBusy = false;
        connection.execute(argv);
      },
      closed: () => {
        this.tape.closed(name);
        connection.closed();
      },
    };
  }

  override admin(argv: readonly Bytes[], reply: Reply): Reply {
    this.#tellTime();
    this.tape.asked(argv);
    return super.admin(argv, reply);
  }

  override settled(changed: readonly ChangedKey[]): void {
    this.#tellTime();
    super.settled(changed);
  }

  override restart(data: RestartData): void {
    this.#restartedWith = data;
    super.restart(data);
  }

  #tellTime(): void {
    if (this.#restartedWith !== null) {
      this.tape.restarted(this.#restartedWith, this.#tapedServer.node.config);
      this.#restartedWith = null;
    }
    this.tape.clock(this.#referenceUs() + this.#tapedServer.skewUs);
  }
}
