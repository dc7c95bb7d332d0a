import fs from "node:fs";
import { Readable } from "node:stream";
import zlib from "node:zlib";
import { currentContext } from "./context.ts";

type Sync = (...args: unknown[]) => unknown;
type Namespace = Record<string, Sync | undefined>;
type Callback = (error: unknown, value?: unknown) => void;

/** Reading operations of `fs` that exist in all three styles. */
const reads = ["access", "lstat", "readFile", "readdir", "readlink", "realpath", "stat", "statfs"];
const compressions = [
  "brotliCompress",
  "brotliDecompress",
  "deflate",
  "deflateRaw",
  "gunzip",
  "gzip",
  "inflate",
  "inflateRaw",
  "unzip",
];

/**
 * Serves asynchronous reads, and the thread pool's compression, synchronously inside simulated processes, so that they
 * settle within the drain. ioredis 5.11 reads its own package.json while it connects; when that took real time, 13 of
 * 30 runs of one seed ended early.
 */
export function replaceFileReads(): void {
  const sync = fs as unknown as Namespace;
  const promises = fs.promises as unknown as Namespace;
  for (const name of reads) {
    serveCallbacks(sync, name);
    servePromises(promises, name, sync[`${name}Sync`]);
  }
  for (const name of compressions) serveCallbacks(zlib as unknown as Namespace, name);
  serveExists();
  serveStreams();
}

function serveCallbacks(namespace: Namespace, name: string): void {
  const original = namespace[name];
  const sync = namespace[`${name}Sync`];
  if (original === undefined || sync === undefined) return;
  const served = (...args: unknown[]): unknown => {
    if (currentContext() === undefined) return original(...args);
    const callback = args.pop() as Callback;
    try {
      process.nextTick(callback, null, sync(...args));
    } catch (error) {
      process.nextTick(callback, error);
    }
    return undefined;
  };
  namespace[name] = Object.assign(served, original);
}

function servePromises(namespace: Namespace, name: string, sync: Sync | undefined): void {
  const original = namespace[name];
  if (original === undefined || sync === undefined) return;
  namespace[name] = (...args: unknown[]) => {
    if (currentContext() === undefined) return original(...args);
    return new Promise((resolve) => resolve(sync(...args)));
  };
}

function serveExists(): void {
  const original = fs.exists;
  const served = (path: fs.PathLike, callback: (exists: boolean) => void): void => {
    if (currentContext() === undefined) original(path, callback);
    else process.nextTick(callback, fs.existsSync(path));
  };
  (fs as unknown as Record<string, unknown>)["exists"] = Object.assign(served, original);
}

function serveStreams(): void {
  const original = fs.createReadStream;
  (fs as unknown as Namespace)["createReadStream"] = (...args) => {
    if (currentContext() === undefined) return (original as unknown as Sync)(...args);
    return Readable.from([fs.readFileSync(args[0] as string)]);
  };
}
