/**
 * When a fault strikes: `atMs` after the start of the run, or, when `request` is given, at that process's `request`-th
 * request (1 is the first) that reaches the node from `atMs` on; when `command` is given, too, only requests of that name
 * count (`isCommand`). Crashing "at the third command" is how windows of a few microseconds are hit; "at the first XACK" is how they are
 * hit again when something else has changed.
 */
type Moment = { readonly atMs: number; readonly request?: number; readonly command?: string };

/** A moment that is a request. */
type RequestMoment = Moment & { readonly request: number };

/** Faults of the kernel: they know processes, connections and requests, and nothing of any contract. */
export type KernelFault =
  /** The process dies: `before` the node executes the request, or `after`, so that only the reply is missing. */
  | (Moment & {
      readonly fault: "crash";
      readonly process: string;
      readonly edge?: "before" | "after";
      /** Null: it stays down until the quiet period restarts it. */
      readonly restartAfterMs: number | null;
    })
  /** The process stands still, as in a long garbage collection or under SIGSTOP; its clock goes on. */
  | (Moment & {
      readonly fault: "pause";
      readonly process: string;
      readonly edge?: "before" | "after";
      readonly forMs: number;
    })
  /** The process's wall clock is off by `byMs` from then on (negative: behind). */
  | {
      readonly fault: "skew";
      readonly process: string;
      readonly atMs: number;
      readonly byMs: number;
    }
  /** Existing connections of the process are cut and new ones refused. */
  | {
      readonly fault: "refuse";
      readonly process: string;
      readonly atMs: number;
      readonly forMs: number;
    }
  /** Each message of the process takes `byMs` longer. */
  | {
      readonly fault: "delay";
      readonly process: string;
      readonly atMs: number;
      readonly forMs: number;
      readonly byMs: number;
    }
  /** Half-open connections: bytes of existing connections vanish, nobody is told; reset when `forMs` is over. */
  | {
      readonly fault: "stall";
      readonly process: string;
      readonly atMs: number;
      readonly forMs: number;
    }
  /** Nothing passes between the process and any node; TCP delivers what was held when it heals. */
  | {
      readonly fault: "partition";
      readonly process: string;
      readonly atMs: number;
      readonly forMs: number;
    }
  /** The connection breaks before the node sees the request. */
  | (RequestMoment & { readonly fault: "cut-request"; readonly process: string })
  /** The node executes the request; the connection breaks before any of the reply arrives. */
  | (RequestMoment & { readonly fault: "lose-reply"; readonly process: string })
  /** The node executes the request; the connection breaks in the middle of the reply. */
  | (RequestMoment & { readonly fault: "cut-reply"; readonly process: string })
  /** The node forgets its cached scripts (a restart or SCRIPT FLUSH of somebody else). */
  | { readonly fault: "script-flush"; readonly atMs: number };

/** Whether a request is of a command that is named. A script is EVALSHA however it is sent: clients send its text once. */
export const isCommand = (request: string, command: string): boolean =>
  request === command || (command === "EVALSHA" && request === "EVAL");

/** Every kind of fault of the kernel, in the order in which they are listed to people. */
export const kernelFaultKinds = [
  "crash",
  "pause",
  "skew",
  "refuse",
  "delay",
  "stall",
  "partition",
  "cut-request",
  "lose-reply",
  "cut-reply",
  "script-flush",
] as const satisfies readonly KernelFault["fault"][];

/** The name of a fault of processes and of the network. */
export type KernelFaultKind = (typeof kernelFaultKinds)[number];

/** Whether a name is that of a fault of processes and of the network. */
export function isKernelFaultKind(kind: string): kind is KernelFaultKind {
  return kernelFaultKinds.some((known) => known === kind);
}
