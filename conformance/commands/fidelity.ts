import { readFileSync } from "node:fs";
import { InputError } from "../../spec/inputError.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import { casesFolder } from "../differential/caseFile.ts";
import { fidelityJson, verdictOf } from "../differential/fidelity/fidelityJson.ts";
import { fidelityMarkdown, fidelitySummary } from "../differential/fidelity/fidelityMarkdown.ts";
import type {
  FidelityResult,
  MockColumn,
  ServerColumn,
} from "../differential/fidelity/fidelityResult.ts";
import { fidelityText } from "../differential/fidelity/fidelityText.ts";
import { measureMock } from "../differential/fidelity/measureMock.ts";
import { commandsPerSequence, measureServer } from "../differential/fidelity/measureServer.ts";
import { replaceSection } from "../differential/fidelity/replaceSection.ts";
import { tellDifferences } from "../differential/fidelity/tellDifferences.ts";
import { generatorFamilies } from "../differential/generate/index.ts";
import { knownName } from "../arguments/knownName.ts";
import { exitCode } from "../exitCode.ts";
import { versionOf } from "../versions.ts";
import { grouped } from "../../reports/grouped.ts";
import { identifyServer, type KnownServer } from "../servers/identifyServer.ts";
import { knownServers } from "../servers/knownServers.ts";
import type { Terminal } from "../terminal.ts";

export type FidelityFormat = "text" | "json" | "markdown";

/** What `npm run fidelity` was asked. */
export type FidelityOptions = {
  /** Commands for each server. */
  readonly commands: number;
  readonly seed: number;
  /** Programs of servers; those at hand when empty. */
  readonly binaries: readonly string[];
  /** Only servers of this version; null for all. */
  readonly version: RedisVersion | null;
  readonly families: readonly string[];
  readonly jobs: number;
  readonly withMock: boolean;
  readonly format: FidelityFormat;
  /** The file whose marked section becomes the summary; null for none. */
  readonly summaryFile: string | null;
};

const shrunkMax = 8;

/** Measures how far the model agrees with real servers, and ioredis-mock with them. */
export async function fidelity(options: FidelityOptions, terminal: Terminal): Promise<number> {
  const families = options.families.map((name) =>
    knownName("family", name, generatorFamilies, (family) => family),
  );
  const servers = chooseServers(options);
  const lua = await LuaEngine.load();

  const columns: ServerColumn[] = [];
  let interrupted = false;
  for (const server of servers) {
    const measured = await measureServer({
      ...options,
      families: families.length === 0 ? null : families,
      server,
      lua,
      isStopped: terminal.stopped,
      onProgress: ({ commands, differences }) =>
        terminal.progress(
          `${server.name}: ${grouped(commands)} of ${grouped(options.commands)} commands, ${differences} differences`,
        ),
    });
    const differences = await tellDifferences(measured, {
      lua,
      families: families.length === 0 ? null : families,
      casesFolder: casesFolder(),
      shrunkMax,
      onProgress: (what) => terminal.progress(`${server.name}: ${what}`),
    });
    interrupted ||= measured.interrupted;
    columns.push({
      ...measured,
      name: server.name,
      differences,
      differencesFound: measured.differences.length,
      crashes: measured.crashes.map(({ seed, difference }) => ({
        seed,
        asked: difference.argv.slice(0, 2).join(" "),
      })),
    });
  }
  const mock = options.withMock
    ? await measureColumn(options, families, servers, lua, terminal)
    : null;
  terminal.progress(null);

  const result: FidelityResult = { seed: options.seed, servers: columns, mock, interrupted };
  terminal.out(formats[options.format](result));
  if (options.summaryFile !== null) writeSummary(options.summaryFile, result);
  if (interrupted && verdictOf(columns, false) === "equal") return exitCode.interrupted;
  return exitCodes[verdictOf(columns, interrupted)];
}

/** Commands for ioredis-mock: its memory is often made anew, which takes its time. */
const mockCommandsMax = 20_000;

async function measureColumn(
  options: FidelityOptions,
  families: readonly string[],
  servers: readonly KnownServer[],
  lua: LuaEngine,
  terminal: Terminal,
): Promise<MockColumn> {
  const tally = await measureMock({
    version: servers[0]?.version ?? "7.0",
    lua,
    seed: options.seed,
    commands: Math.min(options.commands, mockCommandsMax),
    commandsPerSequence,
    families: families.length === 0 ? null : families,
    isStopped: terminal.stopped,
    onProgress: (commands) => terminal.progress(`ioredis-mock: ${grouped(commands)} commands`),
  });
  return { name: `ioredis-mock ${versionOf("ioredis-mock/package.json")}`, tally };
}

const exitCodes = {
  equal: exitCode.held,
  different: exitCode.violated,
  undecided: exitCode.undecided,
} as const;

const formats: Readonly<Record<FidelityFormat, (result: FidelityResult) => string>> = {
  text: (result) => `${fidelityText(result)}\n`,
  json: fidelityJson,
  markdown: (result) => `${fidelitySummary(result)}\n\n${fidelityMarkdown(result)}\n`,
};

function chooseServers({ binaries, version }: FidelityOptions): readonly KnownServer[] {
  const given = binaries.length > 0;
  const servers = given ? binaries.map((binary) => identifyServer(binary)) : knownServers();
  const chosen = servers.filter((server) => version === null || server.version === version);
  if (chosen.length > 0) return chosen;
  const what = version === null ? "no redis-server on the PATH" : `no server of version ${version}`;
  throw new InputError(
    "NO_SERVER",
    `${what}${given ? " was given" : ""}; name its program with --server PATH, or in CLAIMCHECK_SERVERS`,
  );
}

function writeSummary(file: string, result: FidelityResult): void {
  let before: string;
  try {
    before = readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(
      "NO_SUMMARY_FILE",
      `--summary: ${error instanceof Error ? error.message : String(error)}; give a file with a marked section`,
    );
  }
  writeWhole(file, replaceSection(before, "fidelity", fidelitySummary(result), file));
}
