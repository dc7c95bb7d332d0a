import type { SubjectContext } from "../../subject.ts";
import { PatientClient } from "./patientClient.ts";
import { isBefore } from "./entry.ts";

/** Somebody who waits for an entry after the one that it has seen. */
type Waiter = { readonly wake: () => void; readonly fail: (error: unknown) => void };

/** A place among those who wait. */
export type Place = {
  /** Resolves when it is worth looking again. @throws what the read was rejected with */
  readonly woken: Promise<void>;
  readonly leave: () => void;
};

/**
 * Waits for the next entry of a stream, for all receivers of a topic in this process: one connection, on which one read waits
 * while anybody does. A read that waits keeps whatever comes after it on the same connection waiting, so nothing else is
 * sent there. It takes nothing from the stream and moves no position: whoever is woken looks by itself.
 *
 * A read that nobody waits for any more is left to end by itself, and the connection ends with it: whoever cancels often waits
 * again soon, and a connection for each wait costs a node of a cluster some sixty commands.
 */
export class TopicWatch {
  readonly #context: SubjectContext;
  readonly #key: string;
  readonly #blockMs: number;
  readonly #waiters = new Set<Waiter>();
  #client: PatientClient | null = null;
  /** Whether the client has been answered. */
  #isUp = false;
  /** The read that is under way: it waits for an entry after this one. */
  #reading: { readonly after: string } | null = null;
  /** Behind what is read, but somebody found that there is nothing after it. */
  #suspect: string | null = null;

  constructor(context: SubjectContext, key: string, blockMs: number) {
    this.#context = context;
    this.#key = key;
    this.#blockMs = blockMs;
  }

  /** @param after the last entry of the stream when there was nothing to read */
  enter(after: string): Place {
    let waiter: Waiter = { wake: () => undefined, fail: () => undefined };
    const woken = new Promise<void>((wake, fail) => (waiter = { wake, fail }));
    this.#waiters.add(waiter);
    this.#client?.attend();
    if (this.#reading === null) void this.#read(after);
    else if (isBefore(after, this.#reading.after)) this.#doubt(after, waiter);
    return {
      woken,
      leave: () => {
        this.#waiters.delete(waiter);
        if (this.#waiters.size === 0) this.#client?.neglect();
      },
    };
  }

  /** Ends the read and the connection. Whoever waits is left to those who call this. */
  close(): void {
    this.#reading = null;
    // ioredis leaves a timer behind for two seconds when it is disconnected before it is connected: that is waited for.
    if (this.#isUp) this.#disconnect();
    else this.#client?.attend();
  }

  /**
   * The read waits for an entry after a later one than somebody has seen: either there is one between them, and a look will
   * find it, or the stream was set back, and the read would sleep over everything that is sent.
   */
  #doubt(after: string, waiter: Waiter): void {
    if (this.#suspect === after) {
      this.close();
      void this.#read(after);
      return;
    }
    this.#suspect = after;
    waiter.wake();
  }

  async #read(after: string): Promise<void> {
    const reading = { after };
    this.#reading = reading;
    const client = (this.#client ??= new PatientClient(this.#context));
    const wait = ["COUNT", "1", "BLOCK", String(this.#blockMs)];
    try {
      if (!this.#isUp) await client.call(this.#key, ["EXISTS", this.#key]);
      this.#isUp ||= this.#client === client;
      if (this.#reading === reading)
        await client.call(
          this.#key,
          ["XREAD", ...wait, "STREAMS", this.#key, after],
          this.#blockMs,
        );
      if (this.#reading === reading) {
        this.#suspect = null;
        this.#reading = null;
        if (this.#waiters.size === 0) this.#disconnect();
        for (const { wake } of this.#takeWaiters()) wake();
      } else if (this.#reading === null && this.#client === client) this.#disconnect();
    } catch (error) {
      if (this.#reading === reading) {
        this.#reading = null;
        if (this.#waiters.size === 0) this.#disconnect();
        for (const { fail } of this.#takeWaiters()) fail(error);
      } else if (this.#reading === null && this.#client === client) this.#disconnect();
    }
  }

  #disconnect(): void {
    this.#isUp = false;
    this.#client?.disconnect();
    this.#client = null;
  }

  #takeWaiters(): readonly Waiter[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }
}
