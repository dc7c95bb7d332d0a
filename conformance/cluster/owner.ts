import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { isObject } from "../../spec/shape.ts";

/** A process, so that it can be told from a later one with the same number. */
export type Owner = {
  readonly pid: number;
  /** When it began, in whatever unit the machine counts. */
  readonly start: string;
  /** Which boot of the machine; "" where it cannot be told. */
  readonly boot: string;
  /** Which numbering of processes: containers have numberings of their own. */
  readonly namespace: string;
};

/** The process that this is. */
export function thisOwner(): Owner {
  return { pid: process.pid, start: startOf(process.pid) ?? "", ...surroundings() };
}

/** What a process wrote about itself as JSON; null when that is something else. */
export function readOwner(json: string): Owner | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const { pid, start, boot, namespace } = value;
  const isOwner =
    typeof pid === "number" &&
    typeof start === "string" &&
    typeof boot === "string" &&
    typeof namespace === "string";
  return isOwner ? { pid, start, boot, namespace } : null;
}

/** Whether nobody can come back for what that process has left. Where it cannot be told, somebody can. */
export function isDead(owner: Owner): boolean {
  const { boot, namespace } = surroundings();
  if (owner.boot !== boot) return true; // the machine was started anew since
  if (owner.namespace !== namespace) return false; // we do not see its processes
  return startOf(owner.pid) !== owner.start;
}

/** When a process began; null when there is none of that number. */
export function startOf(pid: number): string | null {
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return (stdout ?? "").trim() || null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in parentheses, may hold anything; the start is the twentieth field after it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function surroundings(): { readonly boot: string; readonly namespace: string } {
  return {
    boot: textOf(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")),
    namespace: textOf(() => readlinkSync("/proc/self/ns/pid")),
  };
}

function textOf(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}
