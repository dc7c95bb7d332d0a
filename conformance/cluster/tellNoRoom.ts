import { tmpdir } from "node:os";
import { InputError } from "../../spec/inputError.ts";

/** The cause that people meet when files cannot be written, as one line; null when the error is another one. */
export function tellNoRoom(error: unknown): InputError | null {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return null;
  const why = reasons.get(String(error.code));
  const isFile = !/^(connect|spawn)/.test(String(error.syscall));
  if (why === undefined || !isFile) return null;
  return new InputError(
    "NO_ROOM",
    `cannot write what servers need into ${tmpdir()} (${why}); a writable folder with some megabytes free would be right (TMPDIR)`,
  );
}

const reasons = new Map([
  ["ENOSPC", "no space left on device"],
  ["EDQUOT", "disk quota exceeded"],
  ["EROFS", "read-only file system"],
  ["EACCES", "permission denied"],
  ["ENOENT", "no such file or directory"],
  ["ENOTDIR", "not a directory"],
]);
