import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject } from "../../spec/shape.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What a package is made of: all else is left behind, so that nothing old can get in. */
const sources = ["spec", "sim", "adapters", "reports", "conformance", "bench", "examples"];
const pages = ["package.json", "tsconfig.json", "README.md", "LICENSE"];

/** A package as it would be published, and the paths of what is in it. */
export type Tarball = { readonly path: string; readonly files: readonly string[] };

/**
 * Compiles a copy of the sources in a folder of its own, and packs it: a compiled file of a source that is gone, or of
 * somebody who compiles right now, is not in it.
 *
 * @throws Error when the sources do not compile
 */
export function packedTarball(folder: string): Tarball {
  const copy = join(folder, "copy");
  mkdirSync(copy, { recursive: true });
  for (const name of [...sources, ...pages])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  run(process.execPath, [compiler, "--project", copy], copy);
  const said = run(
    "npm",
    ["pack", "--ignore-scripts", "--json", "--pack-destination", folder],
    copy,
  );
  const packed: unknown = JSON.parse(said);
  const [{ filename, files }] = Array.isArray(packed) && isObject(packed[0]) ? packed : [{}];
  if (typeof filename !== "string" || !Array.isArray(files))
    throw new Error(`packedTarball: npm pack said ${said.slice(0, 200)}`);
  return { path: join(folder, filename), files: files.map(({ path }) => String(path)) };
}

/** Where the copy lies that the tarball was made of. */
export const textIn = (folder: string, path: string): string =>
  readFileSync(join(folder, "copy", path), "utf8");

function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stdout}${stderr}`);
}
