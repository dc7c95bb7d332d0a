import { isObject } from "../../spec/shape.ts";

const reasons = new Map([
  ["ENOENT", "no such file"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EROFS", "the disk is read-only"],
  ["ENOTDIR", "a part of the path is a file"],
  ["EEXIST", "a file is in the way"],
  ["EISDIR", "it is a folder"],
  ["ENOSPC", "the disk is full"],
  ["ENAMETOOLONG", "the name is too long"],
]);

/** Why the file system refused, in words where we have them. */
export function reasonOf(error: unknown): string {
  const code = isObject(error) ? String(error["code"]) : "";
  return reasons.get(code) ?? (error instanceof Error ? error.message : String(error));
}
