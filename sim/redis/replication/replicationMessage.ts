import type { Bytes } from "../bytes.ts";
import type { Snapshot } from "./snapshot.ts";
import type { StreamedCommand } from "./streamedCommand.ts";

/** What a replica and its master say to each other. */
export type ReplicationMessage =
  /** From the replica: a command, as any client would send it (PING, AUTH, REPLCONF, PSYNC). */
  | { readonly type: "request"; readonly argv: readonly Bytes[] }
  /** From the master: the answer to one of them, as it is written in RESP2. */
  | { readonly type: "reply"; readonly bytes: Bytes }
  /** From the master: all of its data, where a full resynchronisation begins. Where it comes without a file, the stream waits for an ACK. */
  | { readonly type: "snapshot"; readonly snapshot: Snapshot; readonly isDiskless: boolean }
  /** From the master: what happened to its data, a whole unit after the other. */
  | { readonly type: "stream"; readonly commands: readonly StreamedCommand[] }
  /** From the master, while it prepares a snapshot: it is still there. */
  | { readonly type: "newline" };
