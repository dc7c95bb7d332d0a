import { sim } from "../commands/sim.ts";
import { parseCommand } from "../parseCommand.ts";
import type { SimRun } from "./runSim.ts";
import { silentTerminal } from "./silentTerminal.ts";

/** Runs `sim` with some arguments in this thread, with one job. */
export default async function simHere(args: readonly string[]): Promise<SimRun> {
  const command = parseCommand(["sim", ...args, "--jobs", "1", "--format", "json"], process.env);
  if (command.name !== "sim") throw new Error(`acceptance: ${args.join(" ")} asks for no sweep`);
  let out = "";
  const code = await sim(command.options, { ...silentTerminal, out: (text) => (out += text) });
  return { code, report: JSON.parse(out) };
}
