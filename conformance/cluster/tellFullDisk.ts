import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";

type Logging = { readonly name: string; readonly log: () => string };

/**
 * What to tell when servers could not write: their logs say so, or there is no space left where they all write. Null when
 * neither is so.
 */
export function tellFullDisk(nodes: readonly Logging[]): string | null {
  const node = nodes.find(({ log }) => /No space left on device|Disk quota exceeded/i.test(log()));
  if (node === undefined && statfsSync(tmpdir()).bavail > 0) return null;
  const whose = node === undefined ? `in ${tmpdir()}` : `as ${node.name} has logged`;
  return `there is no space left on the disk, ${whose}; free some, or name a folder with some in TMPDIR`;
}
