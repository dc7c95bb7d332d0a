import type { ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";

/** All that a process has written, and its exit code, which a signal leaves null. */
export type Said = { readonly code: number | null; readonly out: string; readonly err: string };

/** Waits for the end of a process. Rejects when it cannot be started. */
export function saidBy(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Said> {
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
