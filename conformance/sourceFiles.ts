import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every TypeScript file below a folder of the repository, tests included, as a path from its root, sorted. */
export function sourceFilesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [folder, ...path.split(sep)].join("/"))
    .toSorted();
}

export const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

/** An import or re-export as it is written, on one line, and the module that it names. */
export type Import = { readonly statement: string; readonly specifier: string };

/** What a source text imports or re-exports, types included. */
export function importsIn(text: string): readonly Import[] {
  // Either a whole statement from the start of a line, or a call of import() anywhere.
  const statements =
    /^(?:import|export)\s(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;
  return [...text.matchAll(statements)].map(([statement, fixed, dynamic]) => ({
    statement: statement.replaceAll(/\s+/g, " "),
    specifier: fixed ?? dynamic ?? "",
  }));
}

/** Where a relative import of a file leads, as a path from the root of the repository. */
export const targetOf = (path: string, specifier: string): string =>
  relative(root, join(root, dirname(path), specifier))
    .split(sep)
    .join("/");
