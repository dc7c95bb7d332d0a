import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BackendName } from "../spec/backend.ts";
import { isObject } from "../spec/shape.ts";

const require = createRequire(import.meta.url);

/** Versions on which a digest depends. The Node is named for information: it must not matter. */
export function versions(
  redis: string,
  backend: BackendName = "model",
): Readonly<Record<string, string>> {
  return {
    claimcheck: versionOf("claimcheck/package.json"),
    redis,
    ...(backend === "mock" ? { "ioredis-mock": versionOf("ioredis-mock/package.json") } : {}),
    ioredis: versionOf("ioredis/package.json"),
    "fast-check": versionOf("fast-check/package.json"),
    node: process.versions.node,
  };
}

export function versionOf(packageFile: string): string {
  const content: unknown = JSON.parse(readFileSync(require.resolve(packageFile), "utf8"));
  return isObject(content) ? String(content["version"]) : "unknown";
}
