import { AsyncLocalStorage } from "node:async_hooks";
import type { Adapter } from "@boringnode/queue/contracts/adapter";

/** One adapter that is handed out to everybody, and behind it for each call the adapter of whoever made the call. */
export type AdapterPerCall = {
  /** Passes everything on to the adapter of the running call. */
  readonly shared: Adapter;
  readonly during: <Value>(adapter: Adapter, call: () => Promise<Value>) => Promise<Value>;
};

/**
 * Lets several simulated processes use a library that allows one adapter per real process.
 *
 * `ScheduleBuilder` and `Schedule` take their adapter from the singleton `QueueManager` (`QueueManager.use()`,
 * build/chunk-AHUVTAI7.js:1121 and build/index.js:652-705). It cannot be instantiated, only initialised again, which
 * would take the adapter away from all other processes. So it is initialised once, with `shared`, which holds no
 * state; which adapter is meant follows the call through all of its awaits.
 */
export function adapterPerCall(): AdapterPerCall {
  const adapters = new AsyncLocalStorage<Adapter>();

  const shared = new Proxy<Adapter>(Object.create(null), {
    get(_target, name) {
      const adapter = adapters.getStore();
      if (adapter === undefined) {
        throw new Error(
          `boringnodeQueue.adapterPerCall: ${String(name)} was read outside of a call; wrap the call in during()`,
        );
      }
      const member: unknown = Reflect.get(adapter, name, adapter);
      // The adapter keeps its connection in a private field, which it only finds on itself.
      return typeof member === "function" ? member.bind(adapter) : member;
    },
  });

  return { shared, during: (adapter, call) => adapters.run(adapter, call) };
}
