import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../spec/inputError.ts";
import { programOnPath } from "../../servers/programOnPath.ts";
import type { ImagePlan } from "./imagePlan.ts";

/** What of each release is installed: all servers that we want of it. */
const packages = {
  bookworm: "redis-server",
  trixie: "redis-server,valkey-server",
} as const satisfies Record<ImagePlan["suite"], string>;

export type DebianTree = { readonly path: string; readonly remove: () => void };

/**
 * A minimal Debian with its servers in a temporary folder, by debootstrap.
 *
 * @throws InputError NO_DEBOOTSTRAP, NOT_ROOT, DEBOOTSTRAP_FAILED
 */
export function bootstrapTree(suite: ImagePlan["suite"]): DebianTree {
  const needs = `the servers of Debian ${suite}`;
  if (programOnPath("debootstrap") === null)
    throw new InputError(
      "NO_DEBOOTSTRAP",
      `${needs} need debootstrap, which is not on the PATH; install it (apt-get install debootstrap)`,
    );
  if (process.getuid?.() !== 0)
    throw new InputError("NOT_ROOT", `${needs} need root, for debootstrap; run it with sudo`);
  const path = mkdtempSync(join(tmpdir(), "claimcheck-debian-"));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  const mirror = process.env["DEBIAN_MIRROR"] ?? "http://deb.debian.org/debian";
  const options = ["--variant=minbase", `--include=${packages[suite]}`, suite, path, mirror];
  const { status, stdout, stderr } = spawnSync("debootstrap", options, { encoding: "utf8" });
  if (status === 0) return { path, remove };
  remove();
  const said = `${stdout}\n${stderr}`.split("\n").findLast((line) => /^[EW]: /.test(line));
  throw new InputError(
    "DEBOOTSTRAP_FAILED",
    `${needs} could not be had from ${mirror} (${said ?? `exit code ${status}`}); a mirror that can be reached would be right (DEBIAN_MIRROR)`,
  );
}
