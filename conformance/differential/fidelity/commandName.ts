import type { Bytes } from "../../../sim/redis/bytes.ts";
import type { Registry } from "../../../sim/redis/registry.ts";

/** Under which name a request is counted: "SET", "XGROUP CREATE"; what is no command of that version as "(unknown)". */
export function commandName(registry: Registry, argv: readonly Bytes[]): string {
  return registry.find(argv)?.name.replace("|", " ") ?? "(unknown)";
}
