import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { describe, expect, it } from "vitest";
import { importsIn, sourceFilesOf, textOf } from "./sourceFiles.ts";

describe.each(["spec", "sim", "adapters", "reports", "conformance", "bench"])("%s", (folder) => {
  const paths = sourceFilesOf(folder);

  it("says what it is for, in a README of its own", () => {
    expect(existsSync(new URL(`../${folder}/README.md`, import.meta.url))).toBe(true);
  });

  it("has files named like their exports, in camelCase, with at most a kind behind it", () => {
    const named = /^[a-z][A-Za-z0-9]*(\.[a-z]+)*\.ts$/;
    expect(paths.filter((path) => !named.test(path.split("/").at(-1) ?? ""))).toEqual([]);
  });

  it("imports source files by the names that they have", () => {
    const others = paths.flatMap((path) =>
      importsIn(textOf(path))
        .filter(({ specifier }) => specifier.startsWith(".") && !/\.(ts|json)$/.test(specifier))
        .map(({ statement }) => `${path}: ${statement}`),
    );
    expect(others).toEqual([]);
  });
});

/** What may reach outside although its folder may not, word for word, and why. */
const excused = new Map([
  [
    'sim/redis/lua/luaWasm.ts: import { readFileSync } from "node:fs"',
    "Lua's WebAssembly is read from its package, once, before any run",
  ],
  [
    'sim/redis/lua/luaWasm.ts: import { createRequire } from "node:module"',
    "finds the package that holds Lua's WebAssembly",
  ],
  [
    'sim/redis/lua/sha1hex.ts: import { createHash } from "node:crypto"',
    "SHA-1, a function of its argument and of nothing else",
  ],
  ['sim/redis/acl/sha256hex.ts: import { createHash } from "node:crypto"', "SHA-256, likewise"],
]);

describe.each(["spec", "reports", "sim/redis"])("%s is pure", (folder) => {
  const builtins = sourceFilesOf(folder)
    .filter((path) => !/\.(test|testkit)\.ts$/.test(path))
    .flatMap((path) =>
      importsIn(textOf(path))
        .filter(({ specifier }) => isBuiltin(specifier))
        .map(({ statement }) => `${path}: ${statement}`),
    );

  it("imports nothing of Node's but what is excused, with a reason", () => {
    expect(builtins.filter((use) => !excused.has(use))).toEqual([]);
  });

  it("has no excuse left that nothing needs any more", () => {
    const own = [...excused.keys()].filter((use) => use.startsWith(`${folder}/`));
    expect(own.filter((use) => !builtins.includes(use))).toEqual([]);
  });
});
