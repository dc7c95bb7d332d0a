import { programOnPath } from "./programOnPath.ts";

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
  const binary = programOnPath("redis-server", env);
  if (binary !== null) return binary;

  if (env["CI"] === "true") {
    throw new Error(
      `redisServerBinary: no redis-server in PATH=${env["PATH"] ?? ""}; with CI=true a test that needs one must run. Install it (apt-get install redis-server)`,
    );
  }
  return null;
}
