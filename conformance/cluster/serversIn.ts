import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../../spec/shape.ts";
import { startOf } from "./owner.ts";
import { pidFile } from "./processRoom.ts";

/** The processes of servers that run in the folder of a topology. */
export function serversIn(folder: string): readonly number[] {
  return process.platform === "linux" ? runningIn(folder) : recordedIn(folder);
}

/** Linux tells who works and logs in the folder; so not even a server is missed whose starter died in that moment. */
function runningIn(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isInside = readlinkSync(`/proc/${pid}/cwd`).startsWith(`${folder}/`);
        return isInside && readlinkSync(`/proc/${pid}/fd/1`).startsWith(`${folder}/`);
      } catch {
        return false; // it has ended, or is not ours
      }
    })
    .map(Number);
}

function recordedIn(folder: string): readonly number[] {
  return readdirSync(folder).flatMap((name) => {
    try {
      const value: unknown = JSON.parse(readFileSync(join(folder, name, pidFile), "utf8"));
      if (!isObject(value) || typeof value["pid"] !== "number") return [];
      return startOf(value["pid"]) === value["start"] ? [value["pid"]] : [];
    } catch {
      return []; // no folder of a node, or one that had not started
    }
  });
}
