import type { Bytes } from "../bytes.ts";
import type { FunctionLibraries } from "../functions/functionLibraries.ts";
import type { ScriptCache } from "../scriptCache.ts";
import type { RedisVersion } from "../versions/versionProfile.ts";
import { allocatedSize } from "./allocatedSize.ts";
import { textSize } from "./textSize.ts";
import { slotBytes } from "./valueSize.ts";

/** What the cache of scripts takes, `evalScriptsMemory` in eval.c: INFO's used_memory_scripts_eval, in bytes. */
export function scriptsSize(scripts: ScriptCache, version: RedisVersion): number {
  const shaBytes = textSize(40);
  let bytes = slotBytes(scripts.size) + 24 * scripts.evaluatedSize;
  for (const source of scripts.sources())
    bytes += shaBytes + sourceSize(source) + scriptBytes[version];
  return bytes;
}

/** An entry of the table and what it points to. */
const scriptBytes = { "7.0": 40, "8.0": 48, "valkey-8.1": 64 };

/** What libraries take beside Lua, `functionsMemoryOverhead` in functions.c: INFO's used_memory_functions, in bytes. */
export function functionsSize(
  { libraries, renewals }: FunctionLibraries,
  version: RedisVersion,
): number {
  let bytes = engineBytes[version] + 112 * renewals;
  let count = 0;
  for (const { name, source, loaded } of libraries.values()) {
    bytes += 32 + textSize(name.length) + textSize(source.length);
    for (const { name: functionName, description } of loaded.functions) {
      count++;
      bytes += entryBytes + 8; // The reference to the function in Lua.
      const texts = [functionName, ...(description === null ? [] : [description])];
      if (version === "valkey-8.1") {
        bytes += 16 + 48;
        for (const text of texts) bytes += objectSize(text);
      } else {
        bytes += 48;
        for (const text of texts) bytes += textSize(text.length);
      }
    }
  }
  return bytes + slotBytes(count);
}

const engineBytes = { "7.0": 200, "8.0": 200, "valkey-8.1": 224 };
const entryBytes = 24;

/** A short text lies in the object itself; Redis does not count the object. */
function sourceSize({ length }: Bytes): number {
  return length <= embeddedMax ? allocatedSize(length + 20) - 16 : textSize(length);
}

/** Valkey keeps names as objects, and does not count what lies beside them. */
function objectSize({ length }: Bytes): number {
  return length <= embeddedMax ? allocatedSize(length + 20) : 16;
}

const embeddedMax = 44;
