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
import { endWithUs } from "./endWithUs.ts";
import { isDead, readOwner, thisOwner, type Owner } from "./owner.ts";
import { tellNoRoom } from "./tellNoRoom.ts";
import { folderPrefix, tellWarden } from "./warden.ts";

const ownerFile = "owner.json";
/** A folder without the name of its owner was being made, or its maker died just then. */
const namelessMsMax = 60_000;

/** What ends with this process of the folders that it has made. */
const unregisters = new Map<string, () => void>();

/**
 * A folder of its own for the servers of one topology, in the temporary directory, with the name of its owner. It goes
 * with `removeTopologyFolder`, or when this process ends.
 *
 * @throws InputError NO_ROOM when it cannot be written there.
 */
export function makeTopologyFolder(): string {
  let path: string | null = null;
  const remove = (): void => {
    if (path !== null) removeTree(path);
  };
  // First of all: a signal that nobody listens to would end this process between any two of these lines.
  const unregister = endWithUs(remove);
  try {
    path = mkdtempSync(join(realpathSync(tmpdir()), folderPrefix));
    tellWarden(path);
    writeFileSync(join(path, ownerFile), JSON.stringify(thisOwner()));
    unregisters.set(path, unregister);
    return path;
  } catch (error) {
    remove();
    unregister();
    throw tellNoRoom(error) ?? error;
  }
}

/** Folders whose owners died and left them. Those of other people, which we may not read, are not ours. */
export function leftFolders(): readonly string[] {
  return foldersOfOurs().filter((path) => {
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

export function removeTopologyFolder(path: string): void {
  removeTree(path);
  unregisters.get(path)?.();
  unregisters.delete(path);
}

/** Servers that are being killed may still write for a moment. */
function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

function foldersOfOurs(): readonly string[] {
  try {
    const parent = realpathSync(tmpdir());
    return readdirSync(parent)
      .filter((name) => name.startsWith(folderPrefix))
      .map((name) => join(parent, name));
  } catch {
    return []; // there is no such directory, which who wants to write there is told
  }
}

function ownerOf(folder: string): Owner | null {
  try {
    return readOwner(readFileSync(join(folder, ownerFile), "utf8"));
  } catch {
    return null;
  }
}
