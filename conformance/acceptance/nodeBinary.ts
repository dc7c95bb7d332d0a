import { execFile } from "node:child_process";
import { promisify } from "node:util";

const asked = new Map<string, Promise<string>>();

/**
 * Where the newest Node of a version is, as npm has it; fetched once in a process.
 *
 * @param version such as "22".
 */
export function nodeBinary(version: string): Promise<string> {
  const known = asked.get(version) ?? fetchNode(version);
  asked.set(version, known);
  return known;
}

async function fetchNode(version: string): Promise<string> {
  const args = ["-y", "-p", `node@${version}`, "node", "-p", "process.execPath"];
  const { stdout } = await promisify(execFile)("npx", args);
  const path = stdout.trim();
  if (path === "") throw new Error(`acceptance: npx has no Node ${version}`);
  return path;
}
