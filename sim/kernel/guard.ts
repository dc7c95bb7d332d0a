import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import fs from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import workerThreads from "node:worker_threads";
import { currentContext } from "./context.ts";
import { refuseEscape } from "./escape.ts";

type Namespace = Record<string, unknown>;

const noFiles = "a simulated process may read files but not write, watch or keep them open";
const noSockets = "only plain client sockets (net.connect) to simulated nodes exist here";
const noChildren = "a simulated process has no children or threads";
const noNames = "names are resolved by the simulated network only (dns.lookup of a simulated node)";

/** Everything that would touch the world for real, by module, with what is to be said about it. */
const forbidden: readonly (readonly [
  label: string,
  namespace: object,
  names: readonly string[],
  why: string,
])[] = [
  ["fs", fs, writesOf(fs), noFiles],
  ["fs.promises", fs.promises, writesOf(fs.promises), noFiles],
  [
    "child_process",
    childProcess,
    ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"],
    noChildren,
  ],
  ["worker_threads", workerThreads, ["Worker"], noChildren],
  ["net", net, ["createServer", "Server"], noSockets],
  ["tls", tls, ["connect", "createServer", "TLSSocket"], noSockets],
  ["http2", http2, ["connect", "createServer", "createSecureServer"], noSockets],
  ["dgram", dgram, ["createSocket", "Socket"], noSockets],
  ["dns", dns, resolversOf(dns), noNames],
  ["dns.promises", dns.promises, resolversOf(dns.promises), noNames],
];

function writesOf(namespace: object): string[] {
  const writes =
    /^_?(append|chmod|chown|copyFile|cp|createWriteStream|fchmod|fchown|fdatasync|fsync|ftruncate|futimes|lchmod|lchown|link|lutimes|mkdir|mkdtemp|open|openAsBlob|opendir|rename|rm|rmdir|symlink|truncate|unlink|unwatchFile|utimes|watch|watchFile|write|writeFile|writev)(Sync|File|FileSync)?$/;
  return Object.keys(namespace).filter((name) => writes.test(name) && name !== "openSync");
}

function resolversOf(namespace: object): string[] {
  return Object.keys(namespace).filter((name) => /^(resolve|reverse|lookupService)/.test(name));
}

/** Makes each of them an error inside simulated processes that names the call and where it came from. */
export function guardEscapes(): void {
  for (const [label, namespace, names, why] of forbidden) {
    for (const name of names) guard(namespace as Namespace, name, `${label}.${name}`, why);
  }
  guardExit();
  const realKill = process.kill.bind(process);
  process.kill = (pid, signal) => {
    if (currentContext() !== undefined) refuseEscape("process.kill", noChildren);
    return realKill(pid, signal);
  };
}

function guard(namespace: Namespace, name: string, call: string, why: string): void {
  const original = namespace[name];
  if (typeof original !== "function") return;
  const guarded = new Proxy(original, {
    apply(target, self, args) {
      if (currentContext() !== undefined) refuseEscape(call, why);
      return Reflect.apply(target as () => unknown, self, args);
    },
    construct(target, args, newTarget) {
      if (currentContext() !== undefined) refuseEscape(`new ${call}`, why);
      return Reflect.construct(target as new () => object, args, newTarget) as object;
    },
  });
  Object.defineProperty(namespace, name, {
    value: guarded,
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

let guardedExit: typeof process.exit | null = null;

/**
 * `process.exit` ends the simulated process only. Test runners have an exit of their own and put the real one back after each
 * file, also where the next one runs in the same process; so this is asked for again with each world.
 */
export function guardExit(): void {
  if (process.exit === guardedExit) return;
  const realExit = process.exit.bind(process);
  guardedExit = (code) => {
    const context = currentContext();
    if (context === undefined) return realExit(code);
    if (context.life === context.process.life) context.process.crash(`process.exit(${code ?? 0})`);
    // Node never returns from here; unwinding is as close as running code can get, and nothing it does counts any more.
    throw new Error("process.exit");
  };
  process.exit = guardedExit;
}
