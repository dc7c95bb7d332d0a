import fs from "node:fs";

const importOfGlob = 'import { glob } from "fs/promises";';

/** Keeps its line to itself, so that stack traces point into the file as it was published. */
const globThatRefuses =
  'const glob = () => { throw new Error("fs.promises.glob: this Node has none; run on Node 22 or later"); };';

/** The text of one of the library's modules, without what this Node cannot link. Any other text comes back as it is. */
export const withoutGlob = (text: string): string => text.replace(importOfGlob, globThatRefuses);

/**
 * Runs `load`, which imports @boringnode/queue, so that it also links on a Node without `fs.promises.glob`.
 *
 * The library's main entry imports `glob` from fs/promises, which came with Node 22, to discover job classes by file
 * name. Nobody here discovers any, but on Node 20 that one name keeps the whole module graph from linking. There,
 * while `load` runs, the text in which Node finds the import gets a `glob` that throws when it is called. The files
 * stay as they were published, and from Node 22 on nothing is done at all.
 *
 * Why in this way, and not with the hooks that Node offers:
 * 1. `module.register` cannot be undone, and while it is in force every `import()`, also of a module that was loaded
 *    long ago, asks another thread first. The library imports cron-parser inside each claim of a cron schedule: a real
 *    event in a simulated world (measured on 20.20: two turns of the event loop, 0.5 ms; without hooks 8 microtasks).
 * 2. `module.registerHooks`, which stays on the thread, does not exist on Node 20.
 * 3. Adding `glob` to `fs.promises` is too late once anybody has imported fs/promises (vitest has): the names that a
 *    builtin module exports are fixed then.
 *
 * Node 20 reads the text of an ES module with the same `fs.promises.readFile` that everybody gets, so it can be lent
 * another one for the time of the import. That is no promise of Node's; but 20 is the only line that comes here, it
 * gets no more changes, and its oldest and newest release that we support (20.19.0, 20.20.2) were tried. If it ever
 * fails it fails in `load`, with Node's own message.
 */
export async function importWithoutGlob<Module>(load: () => Promise<Module>): Promise<Module> {
  // Not in the types of Node 20, and that is the point.
  if ("glob" in fs.promises) return load();

  const readFile = fs.promises.readFile;
  const readModule = async (path: unknown, ...options: readonly unknown[]): Promise<unknown> => {
    const content: unknown = await Reflect.apply(readFile, fs.promises, [path, ...options]);
    const isOfTheLibrary = String(path).includes("/@boringnode/queue/build/");
    return isOfTheLibrary && Buffer.isBuffer(content)
      ? Buffer.from(withoutGlob(content.toString("utf8")))
      : content;
  };
  Object.assign(fs.promises, { readFile: readModule });
  try {
    return await load();
  } finally {
    Object.assign(fs.promises, { readFile });
  }
}
