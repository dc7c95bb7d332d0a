import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programOnPath } from "../servers/programOnPath.ts";
import { InputError } from "../../spec/inputError.ts";
import { linesLeftOut } from "./exceptions.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";

/** A copy of the suite that starts the model wherever it would start a `redis-server`. */
export type Suite = { readonly folder: string; readonly tclsh: string };

/**
 * Copies the tests of a Redis source tree into a new folder, with the model in the place of the server.
 *
 * @param source the unpacked sources, e.g. `redis-7.0.15`.
 * @param units what it must have, such as `unit/expire`.
 * @throws InputError without tclsh, or where there is no such suite or unit.
 */
export function prepareSuite(
  source: string,
  units: readonly string[],
  version: RedisVersion,
  environment: Readonly<Record<string, string | undefined>>,
): Suite {
  if (!existsSync(join(source, "tests", "test_helper.tcl")))
    throw new InputError(
      "NO_SUITE",
      `--tests ${source} has no tests/test_helper.tcl; give the unpacked sources of Redis, e.g. redis-7.0.15`,
    );
  for (const unit of units)
    if (!existsSync(join(source, "tests", `${unit}.tcl`)))
      throw new InputError(
        "NO_UNIT",
        `--units ${unit}: no tests/${unit}.tcl in ${source}; give names such as unit/expire`,
      );
  const tclsh = programOnPath("tclsh", environment);
  if (tclsh === null)
    throw new InputError(
      "NO_TCLSH",
      "upstream: no tclsh in PATH; install it (apt-get install tcl)",
    );

  const folder = mkdtempSync(join(tmpdir(), "claimcheck-upstream-"));
  cpSync(join(source, "tests"), join(folder, "tests"), {
    recursive: true,
    filter: (path) => !path.startsWith(join(source, "tests", "tmp", "/")),
  });
  for (const { unit, lines } of linesLeftOut) leaveOut(join(folder, "tests", `${unit}.tcl`), lines);
  writeWholeRequests(join(folder, "tests", "support", "redis.tcl"));
  mkdirSync(join(folder, "tests", "tmp"), { recursive: true });
  mkdirSync(join(folder, "src"));
  for (const program of ["redis-cli", "redis-benchmark"]) {
    const found = programOnPath(program, environment);
    if (found !== null) symlinkSync(found, join(folder, "src", program));
  }
  for (const file of ["redis.conf", "sentinel.conf"])
    if (existsSync(join(source, file))) cpSync(join(source, file), join(folder, file));
  const server = join(folder, "src", "redis-server");
  const standIn = new URL("./standIn.js", import.meta.url).href;
  writeFileSync(
    server,
    `#!${process.execPath}\nimport("${standIn}").then((it) => it.standIn("${version}", process.argv.slice(2)));\n`,
  );
  chmodSync(server, 0o755);
  return { folder, tclsh };
}

function leaveOut(file: string, lines: string): void {
  if (existsSync(file))
    writeFileSync(file, readFileSync(file, "latin1").replace(lines, ""), "latin1");
}

/**
 * The suite's client writes requests of more than 4 KiB in pieces, and the kernel keeps the last piece until the first was
 * acknowledged, 40 ms later: a minute of nothing in units with long requests.
 */
function writeWholeRequests(client: string): void {
  const binary = /(fconfigure \S+ -translation binary)$/gm;
  if (existsSync(client))
    writeFileSync(
      client,
      readFileSync(client, "latin1").replace(binary, "$1 -buffersize 1000000"),
      "latin1",
    );
}
