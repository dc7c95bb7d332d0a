import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { isObject } from "../../spec/shape.ts";
import { importsIn } from "../sourceFiles.ts";
import { textIn, type Tarball } from "./packedTarball.ts";

/** What is wrong with the package by reading it, a line each: its files, what they import, its exports, their types. */
export async function tarballFaults(folder: string, tarball: Tarball): Promise<readonly string[]> {
  return [
    ...unwanted(tarball),
    ...missingImports(folder, tarball),
    ...(await wrongExports(tarball)),
    ...(await wrongTypes(tarball)),
  ];
}

const unwanted = ({ files }: Tarball): readonly string[] =>
  files
    .filter((path) => /\.(test|testkit)\.|\.tsbuildinfo|\/acceptance\//.test(path))
    .filter((path) => !path.startsWith("examples/"))
    .map((path) => `${path} is of no use to whoever installs the package`);

/** Everything that is imported is in the package, or is one of its dependencies: types too. */
function missingImports(folder: string, { files }: Tarball): readonly string[] {
  const known = new Set(files);
  const manifest: unknown = JSON.parse(textIn(folder, "package.json"));
  const dependencies = isObject(manifest) ? manifest["dependencies"] : {};
  const provided = new Set(isObject(dependencies) ? Object.keys(dependencies) : []);
  return files
    .filter((path) => /^dist\/.*\.(js|d\.ts)$/.test(path))
    .flatMap((path) =>
      importsIn(textIn(folder, path))
        .filter(({ specifier }) => !isThere(path, specifier, known, provided))
        .map(({ specifier }) => `${path} imports ${specifier}, which would not be there`),
    );
}

function isThere(
  path: string,
  specifier: string,
  files: ReadonlySet<string>,
  dependencies: ReadonlySet<string>,
): boolean {
  if (specifier.includes("$")) return true; // part of a text that is written somewhere
  if (!specifier.startsWith(".")) {
    const [first = "", second = ""] = specifier.split("/");
    const name = first.startsWith("@") ? `${first}/${second}` : first;
    return isBuiltin(specifier) || dependencies.has(name);
  }
  const target = posix.join(posix.dirname(path), specifier);
  // Types import "./a.ts" or "./a.js", and mean "./a.d.ts".
  return files.has(path.endsWith(".d.ts") ? target.replace(/\.[jt]s$/, ".d.ts") : target);
}

async function wrongExports({ path }: Tarball): Promise<readonly string[]> {
  const content = readFileSync(path);
  const tarball = new Uint8Array(content).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, level: "warning", strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

/** As "esm-only" of the attw command does it: whoever requires is served by Node's require(esm), or not at all. */
async function wrongTypes({ path }: Tarball): Promise<readonly string[]> {
  const result = await checkPackage(createPackageFromTarballData(readFileSync(path)));
  if (result.types === false) return ["attw: the package has no types"];
  return result.problems
    .filter(
      (problem) =>
        !("resolutionKind" in problem) || !/^(node10|node16-cjs)$/.test(problem.resolutionKind),
    )
    .map((problem) => `attw: ${JSON.stringify(problem)}`);
}
