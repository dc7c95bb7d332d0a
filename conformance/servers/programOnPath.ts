import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where the first executable of that name in the folders of PATH lies; null when there is none. */
export function programOnPath(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
