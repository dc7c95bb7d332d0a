import type { Bytes } from "../bytes.ts";
import type { ErrorReply } from "../errors.ts";
import type { LuaEngine } from "../lua/engine.ts";
import type { ScriptHost } from "../lua/script.ts";
import { CorruptPayload, RdbReader } from "../rdb/rdbReader.ts";
import { rdbText } from "../rdb/rdbText.ts";
import { createLibrary } from "./createLibrary.ts";
import { FunctionLibraries } from "./functionLibraries.ts";

/** What to do with libraries that are there already. */
export type RestorePolicy = "flush" | "append" | "replace";

const functionOpcode = 245;
const functionOpcodeBeforeRelease = 246;

/** The contents of FUNCTION DUMP. */
export function dumpLibraries({ libraries }: FunctionLibraries): Bytes {
  return [...libraries.values()]
    .map(({ source }) => String.fromCharCode(functionOpcode) + rdbText(source))
    .join("");
}

/** Adds all libraries of a dump, or none of them. Null when that went well. */
export function restoreLibraries(
  libraries: FunctionLibraries,
  contents: Bytes,
  policy: RestorePolicy,
  lua: LuaEngine,
  host: ScriptHost,
): ErrorReply | null {
  const restored = new FunctionLibraries();
  const reader = new RdbReader(contents);
  try {
    while (reader.left > 0) {
      const opcode = reader.byte();
      if (opcode === functionOpcodeBeforeRelease)
        return { error: "ERR Pre-release function format not supported." };
      if (opcode !== functionOpcode) return { error: "ERR given type is not a function" };
      const library = createLibrary(restored, reader.text(), false, lua, host);
      if ("error" in library) return library;
    }
  } catch (error) {
    if (!(error instanceof CorruptPayload)) throw error;
    return { error: "ERR Failed loading library data" };
  }
  if (policy === "flush") libraries.clear();
  return join(libraries, restored, policy === "replace");
}

function join(
  libraries: FunctionLibraries,
  added: FunctionLibraries,
  replace: boolean,
): ErrorReply | null {
  const old = [];
  for (const name of added.libraries.keys()) {
    const library = libraries.libraries.get(name);
    if (library === undefined) continue;
    if (!replace) return { error: `ERR Library ${name} already exists` };
    old.push(library);
  }
  for (const { name } of old) libraries.delete(name);
  for (const library of added.libraries.values()) {
    const collision = libraries.collision(library);
    if (collision === undefined) continue;
    for (const library of old) libraries.add(library);
    return { error: `ERR Function ${collision} already exists` };
  }
  for (const library of added.libraries.values()) libraries.add(library);
  return null;
}
