import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Where the `redis-server` on the PATH lies; null when there is none, and then a `*.redis.test.ts` is skipped.
 *
 * With CI=true it throws instead: what is skipped there is never noticed.
 *
 * @example
 * const binary = redisServerBinary();
 * describe.skipIf(binary === null)("on a real server (needs redis-server on the PATH)", () => {});
 */
export function redisServerBinary(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const path = env["PATH"] ?? "";
  const candidates = path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, "redis-server"));
  const binary = candidates.find(isExecutable);
  if (binary !== undefined) return binary;

  if (env["CI"] === "true") {
    throw new Error(
      `redisServerBinary: no redis-server in PATH=${path}; with CI=true a test that needs one must run. Install it (apt-get install redis-server)`,
    );
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
