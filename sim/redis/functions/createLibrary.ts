import type { Bytes } from "../bytes.ts";
import type { ErrorReply } from "../errors.ts";
import type { LuaEngine } from "../lua/engine.ts";
import { isFunctionName } from "../lua/libraryApi.ts";
import type { ScriptHost } from "../lua/script.ts";
import type { FunctionLibraries, Library } from "./functionLibraries.ts";
import { libraryMetadata } from "./libraryMetadata.ts";

/** Where the model gives up on a library that does not come to an end; Redis does after half a second. */
const instructionsMax = 20_000_000;

/** Loads a library next to those that are there, with Redis' checks in their order; nothing is changed on an error. */
export function createLibrary(
  libraries: FunctionLibraries,
  source: Bytes,
  replace: boolean,
  lua: LuaEngine,
  host: ScriptHost,
): Library | ErrorReply {
  const metadata = libraryMetadata(source);
  if ("error" in metadata) return metadata;
  const { name, engine, code } = metadata;
  if (!isFunctionName(name))
    return {
      error:
        "ERR Library names can only contain letters, numbers, or underscores(_) and must be at least one character long",
    };
  if (engine.toLowerCase() !== "lua") return { error: `ERR Engine '${engine}' not found` };
  const old = libraries.libraries.get(name);
  if (old !== undefined && !replace) return { error: `ERR Library '${name}' already exists` };

  const loaded = lua.functions.load(code, host, { instructionsMax });
  if ("error" in loaded) return { error: `ERR ${loaded.error}` };
  const library: Library = { name, source, loaded };
  if (old !== undefined) libraries.delete(name);
  const collision = libraries.collision(library);
  if (collision !== undefined) {
    if (old !== undefined) libraries.add(old);
    return { error: `ERR Function ${collision} already exists` };
  }
  libraries.add(library);
  return library;
}
