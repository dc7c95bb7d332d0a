import { createHook } from "node:async_hooks";
import { currentContext } from "./context.ts";

/**
 * Resources of Node behind which something real goes on: a file, a thread, a socket, a child. Anything of this kind
 * that a simulated process starts makes the run depend on the machine.
 */
const realKinds: ReadonlySet<string> = new Set([
  "CHECKPRIMEREQUEST",
  "CIPHERREQUEST",
  "DERIVEBITSREQUEST",
  "DIRHANDLE",
  "FILEHANDLE",
  "FILEHANDLECLOSEREQ",
  "FSEVENTWRAP",
  "FSREQCALLBACK",
  "FSREQPROMISE",
  "GETADDRINFOREQWRAP",
  "GETNAMEINFOREQWRAP",
  "HASHREQUEST",
  "KEYEXPORTREQUEST",
  "KEYGENREQUEST",
  "KEYPAIRGENREQUEST",
  "PBKDF2REQUEST",
  "PIPECONNECTWRAP",
  "PIPEWRAP",
  "PROCESSWRAP",
  "QUERYWRAP",
  "RANDOMBYTESREQUEST",
  "RANDOMPRIMEREQUEST",
  "SCRYPTREQUEST",
  "SIGNREQUEST",
  "STATWATCHER",
  "TCPCONNECTWRAP",
  "TCPSERVERWRAP",
  "TCPWRAP",
  "TLSWRAP",
  "UDPSENDWRAP",
  "UDPWRAP",
  "WORKER",
]);

let found: string[] = [];

/** Real operations that simulated processes have begun and that the drain cannot have finished. */
export const outstandingOperations = {
  /** Takes the descriptions of what was begun since the last call. */
  take(): readonly string[] {
    if (found.length === 0) return found;
    const taken = found;
    found = [];
    return taken;
  },

  /** The operation of that kind that was begun last is none: the kernel serves it. */
  served(kind: string): void {
    const last = found.findLastIndex((description) => description.includes(`(${kind})`));
    if (last !== -1) found.splice(last, 1);
  },
};

/** Begins to watch; once per thread. */
export function watchRealOperations(): void {
  createHook({
    init(_id, type) {
      if (type === "PROMISE" || !realKinds.has(type)) return; // almost all are promises
      const context = currentContext();
      if (context === undefined) return;
      found.push(
        `sim/kernel: process ${context.process.name} began a real operation (${type})${callerOf(new Error().stack)}; ` +
          "a simulated process may only use what the kernel owns",
      );
    },
  }).enable();
}

/** Where outside Node and the kernel a call came from, as " at file:line:column"; empty when it cannot be told. */
export function callerOf(stack: string | undefined): string {
  for (const frame of (stack ?? "").split("\n").slice(1)) {
    const place = frame.match(/\(?((?:file:\/\/)?[/\\][^()]+:\d+:\d+)\)?$/)?.[1];
    if (place === undefined || /[/\\]sim[/\\]kernel[/\\](?!.*\.test\.)/.test(place)) continue;
    return ` at ${place.replace("file://", "")}`;
  }
  return "";
}
