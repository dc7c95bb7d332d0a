import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/wasm-typescript";

/**
 * Hooks of Node's loader (`register`) that let it import TypeScript where it lies, on every Node alike: types are
 * erased, nothing is checked, nothing is written. Relative paths, packages and `import.meta.url` mean what they say in
 * the source, which a compiled copy elsewhere could not promise.
 */
export const load: LoadHook = async (url, context, nextLoad) => {
  const { protocol, pathname } = new URL(url);
  if (protocol !== "file:" || !/\.m?ts$/.test(pathname)) return nextLoad(url, context);
  const path = fileURLToPath(url);
  return {
    format: "module",
    source: withoutTypes(await readFile(path, "utf8"), path),
    shortCircuit: true,
  };
};

/** What TypeScript's own compiler takes for `./x.ts` when it reads `./x.js`. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    const source = specifier.replace(/\.(m?)js$/, ".$1ts");
    const isOwn = specifier.startsWith(".") && /\.m?ts$/.test(context.parentURL ?? "");
    if (!isOwn || source === specifier) throw error;
    return nextResolve(source, context);
  }
};

function withoutTypes(source: string, path: string): string {
  const filename = relative(process.cwd(), path);
  try {
    // Erased types become blanks, so a stack names the line that the author wrote.
    return transformSync(source, { mode: "strip-only", module: true, filename }).code;
  } catch (error) {
    if (mistakeIn(error).code !== "UnsupportedSyntax") throw asSyntaxError(error, filename);
  }
  try {
    return transformSync(source, { mode: "transform", module: true, filename }).code; // enums and their like
  } catch (error) {
    throw asSyntaxError(error, filename);
  }
}

/** As the compiler throws it: a plain object. */
type Mistake = {
  readonly code?: string;
  readonly message?: string;
  readonly startLine?: number;
  readonly startColumn?: number;
};

const mistakeIn = (error: unknown): Mistake =>
  typeof error === "object" && error !== null ? error : { message: String(error) };

/** An error of our own: a plain object would not say what it is after it crossed to the thread that imports. */
function asSyntaxError(error: unknown, file: string): SyntaxError {
  const { message = "it cannot be read", startLine, startColumn } = mistakeIn(error);
  const at = startLine === undefined ? "" : `:${startLine}:${(startColumn ?? 0) + 1}`;
  return new SyntaxError(`${file}${at}: ${message}`);
}
