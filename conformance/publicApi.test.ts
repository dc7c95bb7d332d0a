import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { isObject } from "../spec/shape.ts";
import { targetOf, textOf } from "./sourceFiles.ts";

/** The sources of what package.json exports: one for each entry. */
function entries(): readonly string[] {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const exported = isObject(manifest) && isObject(manifest["exports"]) ? manifest["exports"] : {};
  return Object.values(exported).flatMap((entry) =>
    isObject(entry)
      ? [
          String(entry["types"])
            .replace("./dist/", "")
            .replace(/\.d\.ts$/, ".ts"),
        ]
      : [],
  );
}

type Export = { readonly name: string; readonly path: string };

/** What a file exports, and where that is declared. */
function exportsOf(path: string): readonly Export[] {
  const text = textOf(path);
  const named = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";/gms)];
  const all = [...text.matchAll(/^export (?:type )?\* from "([^"]+)";/gm)];
  const own = [
    ...text.matchAll(
      /^export (?:declare |abstract |async )*(?:type|const|function|class|let)\*? (\w+)/gm,
    ),
  ];
  return [
    ...own.map(([, name = ""]) => ({ name, path })),
    ...named.flatMap(([, names = "", from = ""]) =>
      names
        .split(",")
        .map((each) =>
          each
            .trim()
            .replace(/^type /, "")
            .replace(/ as .*$/, ""),
        )
        .filter((name) => name !== "")
        .map((name) => declarationOf(name, targetOf(path, from))),
    ),
    ...all.flatMap(([, from = ""]) => exportsOf(targetOf(path, from))),
  ];
}

const declarationOf = (name: string, path: string): Export =>
  exportsOf(path).find((each) => each.name === name) ?? { name, path };

/** Whether the comment that ends right above a declaration says what it is for. */
const isExplained = ({ name, path }: Export): boolean =>
  new RegExp(
    `\\*/\\nexport (?:declare |abstract |async )*(?:type|const|function|class|let)\\*? ${name}\\b`,
  ).test(textOf(path));

it("has an entry for the package and for each layer", () => {
  expect(entries()).toEqual([
    "conformance/claimcheck.ts",
    "spec/index.ts",
    "sim/index.ts",
    "adapters/index.ts",
    "reports/index.ts",
    "conformance/index.ts",
  ]);
});

it.each(entries())("%s exports nothing that no comment explains", (entry) => {
  const found = exportsOf(entry);
  expect(found.length).toBeGreaterThan(5);
  const silent = found.filter((each) => !isExplained(each)).map(({ name, path }) => `${path} ${name}`); // prettier-ignore
  expect([...new Set(silent)]).toEqual([]);
});

/** What a comment says first of a declaration, and what kind of declaration it is. */
function told({ name, path }: Export): string {
  const declaration = new RegExp(
    `/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport (?:declare |abstract |async )*(type|const|function|class|let)\\*? ${name}\\b`,
  );
  const [, comment = "", kind = ""] = declaration.exec(textOf(path)) ?? [];
  const words = comment.replace(/^\s*\* ?/gm, "").trim();
  const [first = ""] = words.split(/\n\n|\n@/);
  const sentence = first.replace(/\s+/g, " ").replace(/(?<=\w{3}[.:`)"])\s(?=[A-Z]).*$/, "");
  return `- [\`${name}\`](${path}) (${kind}): ${sentence.replace(/^@\w+ /, "")}`;
}

/** What the package exports, as a page: an entry for each import, a line for each export. */
function apiPage(): string {
  const sections = entries().map((entry) => {
    const folder = entry.split("/")[0] ?? "";
    const from = entry === "conformance/claimcheck.ts" ? "claimcheck" : `claimcheck/${folder}`;
    const found = new Map(exportsOf(entry).map((each) => [each.name, each]));
    const lines = [...found.values()].map(told);
    return `## \`${from}\`\n\n${lines.toSorted().join("\n")}\n`;
  });
  return [
    "# What can be imported",
    "Generated from the comments of the sources, in which more is said (`npx vitest run conformance/publicApi.test.ts -u`). The types in the package are the reference.",
    ...sections,
  ].join("\n\n");
}

it("is listed in API.md; if not, `npx vitest run conformance/publicApi.test.ts -u`", async () => {
  const page = apiPage().replace(/\n\n\n/g, "\n\n");
  await expect(page).toMatchFileSnapshot("../API.md");
});
