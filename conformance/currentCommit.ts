import { execFileSync } from "node:child_process";

/** The commit that is checked out where the command was started; null outside a repository or without git. */
export function currentCommit(): string | null {
  try {
    const found = execFileSync("git", ["rev-parse", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 2_000,
    });
    return found.trim() || null;
  } catch {
    return null; // there is no commit to name, and a violation is no less true without it
  }
}
