import type { Topology } from "../../spec/topology.ts";

/**
 * What a killed server has when it starts again with all of its data.
 *
 * - `appendOnly`: an append-only file that each command reaches before its reply leaves. It survives any death of the
 *   process. CONFIG GET and INFO tell that it is there.
 * - `saves`: nothing is written unless somebody says SAVE or BGSAVE; before we kill a node we make it save. Its
 *   configuration is that of a bare server, and what it holds says where in which history it was taken. For who
 *   sends one request at a time: what is written between that SAVE and the death would be lost.
 */
export type Persistence = "appendOnly" | "saves";

export type NodeSettings = {
  readonly topology: Topology;
  readonly persistence: Persistence;
  readonly isFrozen: boolean;
  /** Addresses to listen on, as `bind` takes them. */
  readonly bind: string;
  readonly port: number;
  readonly busPort: number;
  /** The node's folder, as the server sees it. */
  readonly folder: string;
  /** Parameters over ours. */
  readonly config: Readonly<Record<string, string>>;
};

/** No jump of a frozen clock may make a node give up another one: some thirty years, in seconds. */
const never = 1_000_000_000;
export const frozenNodeTimeoutMs = never * 1000;

/** The configuration file of a node. What is not in it has the server's own default. */
export function nodeSettings(settings: NodeSettings): string {
  const { topology, persistence, isFrozen, bind, port, busPort, folder, config } = settings;
  const parameters = new Map<string, string>([
    ["bind", bind],
    ["port", String(port)],
    ["protected-mode", "no"],
    ["dir", `${folder}/data`],
    ["logfile", `${folder}/log`],
    ["save", ""],
    ["appendonly", persistence === "appendOnly" ? "yes" : "no"],
    // A killed process keeps what it gave to the kernel, so nothing has to wait for the disk.
    ["appendfsync", "no"],
    ["auto-aof-rewrite-percentage", "0"],
    ["enable-debug-command", "yes"],
    // Otherwise a replica gets nothing after its snapshot until it has said something, which it does once a second.
    ["repl-diskless-sync", "no"],
  ]);
  if (topology.kind === "cluster") {
    parameters.set("cluster-enabled", "yes");
    parameters.set("cluster-port", String(busPort));
    const timeoutMs = isFrozen ? frozenNodeTimeoutMs : topology.nodeTimeoutMs;
    parameters.set("cluster-node-timeout", String(timeoutMs));
  }
  if (isFrozen) {
    parameters.set("hz", "500"); // what a server does by itself is done soon after a jump
    parameters.set("repl-timeout", String(never));
    // It would wait for a time of the kernel's clock that it takes from ours, which is mostly over, and never rest.
    parameters.set("jemalloc-bg-thread", "no");
  }
  for (const [name, value] of Object.entries(config)) parameters.set(name.toLowerCase(), value);
  return [...parameters].map(([name, value]) => `${name} ${quoted(value)}\n`).join("");
}

/** As `sdssplitargs` of Redis 7.0.15 reads it. */
const quoted = (value: string): string =>
  `"${value.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r")}"`;
