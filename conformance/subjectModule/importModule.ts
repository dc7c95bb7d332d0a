import { statSync } from "node:fs";
import { register } from "node:module";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../../spec/inputError.ts";
import { isObject } from "../../spec/shape.ts";

const extensions = [".ts", ".mts", ".js", ".mjs", ".cjs"];

/** A module may fetch something before it is ready; one that waits for ever must not hold up a CI for ever. */
const loadMsMax = 60_000;

let readsTypeScript = false;

/**
 * Imports somebody's module, JavaScript or TypeScript, and returns its exports.
 *
 * @throws InputError MISSING_MODULE or BAD_MODULE, in one line, whatever is wrong with it.
 */
export async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) {
    const what = found === undefined ? "there is no such file" : "it is no file";
    throw missing(path, `${what}; give the path of a module, such as ./my-adapter.ts`);
  }
  if (!extensions.includes(extname(path))) {
    throw missing(path, `it is no module by its name; give one of ${extensions.join(", ")}`);
  }
  if (!readsTypeScript) {
    // Named as it is called after compilation: Node loads it in a thread of its own.
    register(new URL("./typeScriptHooks.js", import.meta.url));
    readsTypeScript = true;
  }
  try {
    const loaded: unknown = await within(loadMsMax, import(pathToFileURL(resolve(path)).href));
    return isObject(loaded) ? loaded : {};
  } catch (error) {
    throw new InputError("BAD_MODULE", `--module: ${JSON.stringify(path)} ${whyUnusable(error)}`);
  }
}

const missing = (path: string, why: string): InputError =>
  new InputError("MISSING_MODULE", `--module: got ${JSON.stringify(path)}; ${why}`);

/** What went wrong, as the end of a sentence that begins with the module's path. */
function whyUnusable(error: unknown): string {
  const message = firstLine(error instanceof Error ? error.message : String(error));
  if (error instanceof SyntaxError) {
    // Of JavaScript, Node tells the place in the first line of the stack only.
    const place = firstLine(error.stack ?? "").match(/^file:\/\/(.*:\d+)$/)?.[1];
    return `does not compile (${place === undefined ? "" : `${place}: `}${message})`;
  }
  const code = isObject(error) ? error["code"] : undefined;
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND")
    return `imports what is not there (${message})`;
  return `cannot be loaded (${message})`;
}

const firstLine = (text: string): string => text.trimStart().split("\n")[0] ?? "";

async function within<Value>(ms: number, value: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`it was still loading after ${ms / 1_000} s; what does it wait for?`)),
      ms,
    );
  });
  try {
    return await Promise.race([value, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
