import dns from "node:dns";
import { currentContext } from "./context.ts";
import { refuseEscape } from "./escape.ts";
import { outstandingOperations } from "./realOperations.ts";

type LookupOptions = { readonly all?: boolean; readonly family?: number };
type Address = { readonly address: string; readonly family: number };

/** Puts the simulated network's names behind `dns.lookup`, for code of simulated processes. */
export function replaceNames(): void {
  const originals = { callback: dns.lookup, promise: dns.promises.lookup };

  const lookup = (host: string, ...rest: unknown[]): void => {
    if (currentContext() === undefined) {
      (originals.callback as (...args: unknown[]) => void)(host, ...rest);
      return;
    }
    const callback = rest.pop() as (error: Error | null, ...answer: unknown[]) => void;
    const [options] = rest as [LookupOptions | number | undefined];
    const found = addressOf(host);
    if (typeof options === "object" && options?.all === true)
      process.nextTick(callback, null, [found]);
    else process.nextTick(callback, null, found.address, found.family);
  };
  const promised = (host: string, options?: LookupOptions | number): Promise<unknown> => {
    if (currentContext() === undefined) return originals.promise(host, options as never);
    return new Promise((resolve) => {
      const found = addressOf(host);
      resolve(typeof options === "object" && options.all === true ? [found] : found);
    });
  };
  Object.assign(dns, { lookup });
  Object.assign(dns.promises, { lookup: promised });
  serveKeptLookups();
}

type Lookup = { readonly oncomplete: (error: null, addresses: readonly string[]) => void };
type Resolver = { getaddrinfo: (lookup: Lookup, host: string, ...rest: unknown[]) => number };

/**
 * Serves also a `dns.lookup` that was kept before the kernel was there: ioredis' Cluster puts it into its default
 * options when it is loaded, and a test may load ioredis first. All that is left to replace is what Node itself calls.
 * Where Node does not show that, the watch for real operations names the call.
 */
function serveKeptLookups(): void {
  const { binding } = process as { binding?: (name: string) => Partial<Resolver> };
  const resolver = binding?.("cares_wrap");
  const original = resolver?.getaddrinfo;
  if (resolver === undefined || original === undefined) return;
  resolver.getaddrinfo = (lookup, host, ...rest) => {
    if (currentContext() === undefined) return original(lookup, host, ...rest);
    outstandingOperations.served("GETADDRINFOREQWRAP");
    const { address } = addressOf(host);
    process.nextTick(() => lookup.oncomplete(null, [address]));
    return 0;
  };
}

function addressOf(host: string): Address {
  const address = currentContext()?.process.world.network.resolve(host);
  if (address === undefined) {
    return refuseEscape(`dns.lookup("${host}")`, "the simulated network knows no such host");
  }
  return { address, family: 4 };
}
