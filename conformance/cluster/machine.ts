import type { ClockFile } from "../servers/frozenClock/createClockFile.ts";
import type { Address } from "./realTopology.ts";
import type { NodeFolder } from "./nodeFolder.ts";

/** What a maker is told of one node. */
export type MachineOrder = {
  readonly name: string;
  readonly folder: NodeFolder;
  /** Where we shall reach it, on the loopback interface. */
  readonly port: number;
  readonly busPort: number;
  readonly clock: ClockFile | null;
};

/** One server as a process or a container, without a word about what it holds. */
export type Machine = {
  readonly name: string;
  /** Our end; the host is 127.0.0.1. */
  readonly port: number;
  /** Where other nodes reach it. */
  readonly address: Address;
  /** The node's folder as the server sees it. */
  readonly folderInside: string;
  /** What `bind` must be. */
  readonly bind: string;
  /** Its end of the cluster bus, as other nodes reach it. */
  readonly busPort: number;
  /** Starts the server, for the first time or again. It may not answer yet. */
  readonly start: () => Promise<void>;
  /** Kills it, paused or not; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** How it ended, such as "exit code 1", when it did; null while it runs. */
  readonly ending: () => Promise<string | null>;
  /** What it said outside of its log, such as why the configuration was refused. */
  readonly lastWords: () => Promise<string>;
  readonly wire: {
    readonly unplug: () => Promise<void>;
    readonly plug: () => Promise<void>;
  } | null;
};

/** All machines of a topology. */
export type MachineRoom = {
  readonly maker: "processes" | "containers";
  /** What runs, for messages: a program or an image. */
  readonly what: string;
  readonly machines: readonly Machine[];
  /** Ends everything. When this process ends before, everything ends with it. */
  readonly end: () => Promise<void>;
};
