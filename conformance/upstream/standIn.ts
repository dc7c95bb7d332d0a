import { readFileSync } from "node:fs";
import { parametersOf } from "../../sim/redis/config/parametersOf.ts";
import { readParameter } from "../../sim/redis/config/readParameter.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { serveModel, type Serving } from "../serve/serveModel.ts";
import { readConfigFile, type ConfigLine } from "./readConfigFile.ts";

/**
 * The model in the place of the `redis-server` program: takes a configuration file, writes to its log the lines that
 * Redis' own tests wait for, and ends at SIGTERM or SHUTDOWN. It keeps nothing on disk.
 */
export async function standIn(version: RedisVersion, argv: readonly string[]): Promise<void> {
  const [file] = argv;
  const hasFile = file !== undefined && !file.startsWith("--");
  const lines = readConfigFile(hasFile ? readFileSync(file, "utf8") : "", argv.slice(+hasFile));
  const port = Number(lines.findLast(({ name }) => name === "port")?.args[0] ?? 6379);

  let serving: Serving;
  try {
    serving = await serveModel({ host: "127.0.0.1", port, redisVersion: version, seed: 1 }, tell);
  } catch {
    tell(`Failed listening on port ${port}, aborting.`);
    process.exit(1);
  }
  // Whoever reads this takes the port for ours.
  tell(`Redis ${version}, as modelled, is starting, PID: ${process.pid}`);
  configure(serving.node, lines);
  tell("Server initialized");
  tell("Ready to accept connections");
  process.on("SIGTERM", () => process.exit(0));
  process.on("SIGINT", () => process.exit(0));
  await serving.wasEnded;
  process.exit(0);
}

/** What only a file may set is taken as it is written; what is not in the model, such as a user, is told. */
function configure(node: RedisNode, lines: readonly ConfigLine[]): void {
  const parameters = parametersOf(node.profile.name);
  const values = new Map<string, string>();
  for (const { name, args } of lines) {
    if (name === "port" || name === "bind") continue;
    if (name === "user") {
      const reply = node.execute(["ACL", "SETUSER", ...args]);
      if (reply !== null && typeof reply === "object" && "error" in reply) tell(reply.error);
      continue;
    }
    const parameter = parameters.get(name);
    if (parameter === undefined) {
      tell(`not in the model: ${name} ${args.join(" ")}`);
      continue;
    }
    const { primary, kind } = parameter;
    const text = args.join(" ");
    const read =
      kind.type === "fixed"
        ? { value: text }
        : readParameter(kind, text, values.get(primary) ?? node.config.get(primary) ?? "");
    if ("complaint" in read) tell(`refused: ${name} ${text}: ${read.complaint}`);
    else values.set(primary, read.value);
  }
  node.configure(values);
}

function tell(what: string): void {
  process.stdout.write(`${process.pid}:M * ${what}\n`);
}
