import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { until } from "./until.ts";
import { folderPrefix, startWarden } from "./warden.ts";

const temporary = mkdtempSync(join(tmpdir(), "claimcheck-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** What works in a folder of a topology, and leads a group as servers do. */
function sleepIn(folder: string): number {
  mkdirSync(join(folder, "redis-1"), { recursive: true });
  const cwd = join(folder, "redis-1");
  const child = spawn("sleep", ["60"], { cwd, detached: true, stdio: "ignore" });
  child.unref();
  return child.pid ?? 0;
}

const isGone = (pid: number): string | null =>
  existsSync(`/proc/${pid}`) ? "it is still there" : null;

it.runIf(process.platform === "linux").each([
  ["works in a folder of ours", false],
  ["entered one that was removed then", true],
])("ends a server that %s, and nobody else's", async (_, isRemoved) => {
  const [ours, foreign] = ["ours", "foreign"].map((name) =>
    join(temporary, `${folderPrefix}${name}`),
  );
  const [server, other] = [sleepIn(ours!), sleepIn(foreign!)];
  try {
    if (isRemoved) rmSync(ours!, { recursive: true });
    const warden = startWarden();
    warden.stdin?.end(`${ours}\t\n`);

    await once(warden, "close");
    expect(await until(() => isGone(server), 20_000)).toBeNull();
    expect(existsSync(ours!)).toBe(false);
    expect(isGone(other)).not.toBeNull();
  } finally {
    for (const pid of [server, other]) if (isGone(pid) !== null) process.kill(pid, "SIGKILL");
  }
});
