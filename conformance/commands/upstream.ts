import { rmSync } from "node:fs";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import { exitCode } from "../exitCode.ts";
import type { Terminal } from "../terminal.ts";
import { exceptionsOf } from "../upstream/exceptions.ts";
import { prepareSuite, type Suite } from "../upstream/prepareSuite.ts";
import { portsPerUnit, runUnit, type UnitRun } from "../upstream/runUnit.ts";
import { tallyText, unitText } from "../upstream/upstreamText.ts";

/** What `npm run upstream` was asked. */
export type UpstreamOptions = {
  /** The unpacked sources of a Redis, for their tests. */
  readonly tests: string;
  /** Such as `unit/type/list`. */
  readonly units: readonly string[];
  readonly redisVersion: RedisVersion;
  /** How many units run side by side. */
  readonly jobs: number;
  /** Also runs the tests that are known to fail, some of which never end. */
  readonly all: boolean;
  /** Where the output of each unit is kept; null for nowhere. */
  readonly logFolder: string | null;
};

/** Runs Redis' own tests with the model in the place of the server. */
export async function upstream(options: UpstreamOptions, terminal: Terminal): Promise<number> {
  const { units } = options;
  // One for each job: a suite begins by deleting the files of whatever else runs in its folder.
  const suites = Array.from({ length: options.jobs }, () =>
    prepareSuite(options.tests, units, options.redisVersion, process.env),
  );
  const runs: UnitRun[] = [];
  const waiting = [...units];
  const work = async (suite: Suite, job: number): Promise<void> => {
    for (;;) {
      const unit = waiting.shift();
      if (unit === undefined || terminal.stopped()) return;
      terminal.progress(`upstream: ${unit}, ${waiting.length} more to do`);
      const run = await runUnit(suite, {
        unit,
        skipped: options.all ? [] : exceptionsOf(unit).map(({ test }) => test),
        basePort: firstPort + job * portsPerUnit,
      });
      runs.push(run);
      terminal.progress(null);
      terminal.out(unitText(run, exceptionsOf(unit)));
      if (options.logFolder !== null)
        writeWhole(`${options.logFolder}/${unit.replaceAll("/", "-")}.log`, run.output);
    }
  };
  try {
    await Promise.all(suites.map(work));
  } finally {
    for (const { folder } of suites) rmSync(folder, { recursive: true, force: true });
  }
  terminal.out(tallyText(runs, exceptionsOf));
  if (runs.some(({ tests }) => tests.some(({ outcome }) => outcome === "failed")))
    return exitCode.violated;
  if (terminal.stopped()) return exitCode.interrupted;
  // A unit that said nothing at all has examined nothing.
  return runs.every(({ tests }) => tests.length > 0) ? exitCode.held : exitCode.undecided;
}

/** Above it there are ports for each job; the suite looks for free ones among them. Other runs begin elsewhere. */
const firstPort = 21_111 + (process.pid % 8) * 1_000;
