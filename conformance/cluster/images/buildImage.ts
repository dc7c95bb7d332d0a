import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { InputError } from "../../../spec/inputError.ts";
import { engineSays, type Engine } from "../engine.ts";
import type { ImagePlan } from "./imagePlan.ts";
import { stageServer } from "./stageServer.ts";

/** The label that says which server an image holds. */
export const versionLabel = "claimcheck.server";

/**
 * Makes an image of a server that lies in a tree.
 *
 * @param root "/" or a Debian tree.
 * @returns what the server says that it is, such as "Redis 7.0.15".
 * @throws InputError UNUSABLE_SERVER, IMPORT_FAILED
 */
export async function buildImage(
  engine: Engine,
  { image, program, version }: ImagePlan,
  root: string,
  path: string,
): Promise<string> {
  const said = versionIn(root, path);
  if (!said.startsWith(`${version}.`))
    throw new InputError(
      "UNUSABLE_SERVER",
      `${join(root, path)} is ${said}; ${version} would be right`,
    );

  const stage = mkdtempSync(join(tmpdir(), "claimcheck-image-"));
  try {
    stageServer(root, path, stage);
    const tar = spawn(
      "tar",
      ["--numeric-owner", "--owner=0", "--group=0", "-C", stage, "-c", "."],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    const [repo, tag] = image.split(":");
    const changes = [
      `ENV PATH=${path.slice(0, path.lastIndexOf("/"))}`,
      `CMD ["${program}"]`,
      "EXPOSE 6379",
      "WORKDIR /data",
      `LABEL ${versionLabel}="${said}"`,
    ].join("\n");
    const { dockerode } = engine.container;
    const answer = await dockerode.importImage(tar.stdout, { repo, tag, changes });
    const lines = await textOf(answer);
    if (/"error"/.test(lines))
      throw new InputError("IMPORT_FAILED", `${image}: ${engineSays(lines)}`);
    return said;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** What a program in a tree says that it is; "" when it says nothing of the kind. */
export function versionIn(root: string, path: string): string {
  const command = root === "/" ? [path] : ["chroot", root, path];
  const asked = spawnSync(command[0] ?? "", [...command.slice(1), "--version"], {
    encoding: "utf8",
  });
  const [, server, number] = /^(Redis|Valkey) server v=([0-9.]+)/.exec(asked.stdout ?? "") ?? [];
  return server === undefined ? "" : `${server} ${number}`;
}
