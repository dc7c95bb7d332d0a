import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDead, readOwner, thisOwner, type Owner } from "./owner.ts";

const prefix = "claimcheck-servers-";
const ownerFile = "owner.json";
/** A folder without the name of its owner was being made, or its maker died just then. */
const namelessMsMax = 60_000;

/** A folder of its own for the servers of one topology, in the temporary directory, with the name of its owner. */
export function makeTopologyFolder(): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), prefix));
  writeFileSync(join(path, ownerFile), JSON.stringify(thisOwner()));
  return path;
}

/** Folders whose owners died and left them. Those of other people, which we may not read, are not ours. */
export function leftFolders(): readonly string[] {
  const parent = realpathSync(tmpdir());
  return readdirSync(parent)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(parent, name))
    .filter((path) => {
      try {
        const { uid, mtimeMs } = statSync(path);
        if (uid !== process.getuid?.()) return false;
        const owner = ownerOf(path);
        return owner === null ? Date.now() - mtimeMs > namelessMsMax : isDead(owner);
      } catch {
        return false; // its owner has just removed it
      }
    });
}

/** Servers that are being killed may still write for a moment. */
export function removeTopologyFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

function ownerOf(folder: string): Owner | null {
  try {
    return readOwner(readFileSync(join(folder, ownerFile), "utf8"));
  } catch {
    return null;
  }
}
