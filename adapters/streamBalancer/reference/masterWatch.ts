import { Redis } from "ioredis";
import type { NodeAddress } from "../../clients/redisClient.ts";
import type { SubjectContext } from "../../subject.ts";
import { limits } from "./limits.ts";
import { textsIn } from "./operations.ts";

/** Keyspace channels, of keys that expire. */
const eventsNeeded = ["K", "x"] as const;

/** What a watch of masters needs to know, and whom it tells. */
type MasterWatchOptions = {
  readonly context: SubjectContext;
  /** The keys whose end is to be told, as a pattern of Redis. */
  readonly pattern: string;
  /** The masters that there are now. */
  readonly listMasters: () => Promise<readonly NodeAddress[]>;
  /** Whether it subscribes anew where the connection was lost, and when it is told to. */
  readonly subscribesAgain: boolean;
  /** A key that matches has expired. */
  readonly onExpired: (key: string) => void;
  /** Keyspace notifications were set up on a master, or could not be. */
  readonly onSetUp: (isDone: boolean) => void;
};

/** How many masters there are, and on how many of them notifications are set up. */
type Found = { readonly masters: number; readonly setUp: number };

/** A subscription to one master. Each time that its connection is up it is set up anew: the master may be another one. */
type Subscription = {
  readonly redis: Redis;
  /** Whether it could be set up when its connection was up for the first time. */
  readonly firstSetUp: Promise<boolean>;
  /** It was told how that went. */
  readonly wasTold: () => boolean;
};

/** What the channel of a key begins with. */
const prefix = "__keyspace@0__:";

/**
 * Subscriptions to the keyspace notifications of every master: a node tells of its own keys only, and a replica that is
 * promoted has nobody's subscriptions and perhaps other settings.
 */
export class MasterWatch {
  readonly #options: MasterWatchOptions;
  readonly #subscriptions = new Map<string, Subscription>();
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: MasterWatchOptions) {
    this.#options = options;
  }

  /**
   * Subscribes to masters that are new, again to those that do not answer, and to none that is a master no longer.
   *
   * @throws when nobody tells who they are
   */
  check(): Promise<Found> {
    return this.#oneByOne(() => this.#check());
  }

  /** Subscribes to every master anew. */
  reset(): Promise<Found> {
    return this.#oneByOne(() => {
      if (this.#options.subscribesAgain)
        for (const address of this.#subscriptions.keys()) this.#drop(address);
      return this.#check();
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const address of this.#subscriptions.keys()) this.#drop(address);
  }

  /** Two that look at once would each find the other's work half done. */
  #oneByOne(look: () => Promise<Found>): Promise<Found> {
    const found = this.#last.then(look);
    this.#last = found.catch(() => undefined);
    return found;
  }

  async #check(): Promise<Found> {
    if (this.#subscriptions.size > 0 && !this.#options.subscribesAgain)
      return { masters: this.#subscriptions.size, setUp: this.#subscriptions.size };
    const masters = await this.#options.listMasters();
    if (this.#isClosed) return { masters: 0, setUp: 0 };
    const wanted = new Map(masters.map((master) => [`${master.host}:${master.port}`, master]));
    for (const address of this.#subscriptions.keys()) if (!wanted.has(address)) this.#drop(address);
    const done = await Promise.all(
      [...wanted].map(([address, master]) => this.#ensure(address, master)),
    );
    return { masters: wanted.size, setUp: done.filter(Boolean).length };
  }

  async #ensure(address: string, master: NodeAddress): Promise<boolean> {
    const known = this.#subscriptions.get(address);
    if (known !== undefined) {
      // A second subscription to the same pattern changes nothing, but it must be answered.
      const isUp = await inTime(
        known.redis.psubscribe(prefix + this.#options.pattern).then(() => true),
      );
      if (isUp || this.#isClosed || this.#subscriptions.get(address) !== known) return isUp;
      this.#drop(address);
    }
    const subscription = this.#open(master);
    this.#subscriptions.set(address, subscription);
    const isUp = await inTime(subscription.firstSetUp);
    if (!isUp && !subscription.wasTold()) this.#options.onSetUp(false);
    return isUp;
  }

  #open({ host, port }: NodeAddress): Subscription {
    const { context, onExpired, onSetUp, subscribesAgain } = this.#options;
    const pattern = prefix + this.#options.pattern;
    // It subscribes by itself when the connection is up again, but would not look at the settings first.
    const redis = new (context.Redis ?? Redis)({ host, port, autoResubscribe: false });
    redis.on("error", () => undefined);
    redis.on("pmessage", (_pattern: string, channel: string, event: string) => {
      if (event === "expired" && channel.startsWith(prefix))
        onExpired(channel.slice(prefix.length));
    });
    let wasTold = false;
    const tell = (isDone: boolean): void => {
      wasTold = true;
      onSetUp(isDone);
    };
    const firstSetUp = new Promise<boolean>((resolve) => {
      redis[subscribesAgain ? "on" : "once"]("ready", () => {
        setUp(redis, pattern).then(
          (isDone) => {
            tell(isDone);
            resolve(isDone);
          },
          () => {
            tell(false);
            resolve(false);
          },
        );
      });
      redis.on("end", () => resolve(false));
    });
    return { redis, firstSetUp, wasTold: () => wasTold };
  }

  #drop(address: string): void {
    const subscription = this.#subscriptions.get(address);
    this.#subscriptions.delete(address);
    subscription?.redis.disconnect();
  }
}

/** Has the node tell of keys that expire, besides what it tells already, and listens. False when it cannot be made to. */
async function setUp(redis: Redis, pattern: string): Promise<boolean> {
  let tells = false;
  try {
    const [, events = ""] = textsIn(await redis.config("GET", "notify-keyspace-events"));
    const missing = eventsNeeded.filter(
      (event) => !events.includes(event) && (event === "K" || !events.includes("A")),
    );
    if (missing.length > 0)
      await redis.config("SET", "notify-keyspace-events", events + missing.join(""));
    tells = true;
  } catch (error) {
    // Somebody else may have set it up where CONFIG is forbidden; a lost connection sets everything up again.
    if (!(error instanceof Error) || error.name !== "ReplyError") throw error;
  }
  await redis.psubscribe(pattern);
  return tells;
}

/** False when it is not done in time, or fails. */
function inTime(done: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const overdue = setTimeout(() => resolve(false), limits.answerMs);
    const settle = (isDone: boolean): void => {
      clearTimeout(overdue);
      resolve(isDone);
    };
    done.then(settle, () => settle(false));
  });
}
