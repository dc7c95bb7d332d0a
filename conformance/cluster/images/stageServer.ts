import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../../../spec/inputError.ts";

/**
 * Copies a server and the libraries that it is linked to, each to its place, into a folder that becomes the whole of an
 * image: some ten megabytes, and nothing in it that could act but the server.
 *
 * @param root "/" or a Debian tree, which holds the program.
 * @param program a path in it, such as /usr/bin/redis-server.
 * @throws InputError UNUSABLE_SERVER when the program cannot be linked there.
 */
export function stageServer(root: string, program: string, stage: string): void {
  const ldd = root === "/" ? ["ldd", program] : ["chroot", root, "ldd", program];
  const asked = spawnSync(ldd[0] ?? "", ldd.slice(1), { encoding: "utf8" });
  const libraries = [...(asked.stdout ?? "").matchAll(/(\/\S+) \(0x/g)].map(
    ([, path = ""]) => path,
  );
  if (asked.status !== 0 || libraries.length === 0)
    throw new InputError(
      "UNUSABLE_SERVER",
      `${join(root, program)}: ldd names no libraries (${(asked.stderr || asked.stdout || asked.error?.message || "").trim()}); a dynamically linked server would be right`,
    );
  for (const path of [program, ...libraries]) {
    const target = join(stage, path);
    mkdirSync(dirname(target), { recursive: true });
    // What is a link here must be a file there; links of Debian's trees are relative or lead to their own root.
    copyFileSync(realpathIn(root, path), target);
  }
  for (const folder of ["data", "tmp"]) mkdirSync(join(stage, folder), { mode: 0o777 });
}

function realpathIn(root: string, path: string): string {
  if (root === "/") return realpathSync(path);
  const { stdout } = spawnSync("chroot", [root, "readlink", "-f", path], { encoding: "utf8" });
  return join(root, stdout.trim());
}
