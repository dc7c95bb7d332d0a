import type { FidelityResult } from "./fidelityResult.ts";
import type { Tally } from "./tally.ts";

/** The result as one object of JSON. */
export function fidelityJson({ seed, servers, mock, interrupted }: FidelityResult): string {
  const plain = {
    verdict: verdictOf(servers, interrupted),
    seed,
    servers: servers.map((server) => ({
      name: server.name,
      differences: server.differencesFound,
      told: server.differences,
      crashes: server.crashes,
      unsupported: Object.fromEntries(server.unsupported),
      normalised: Object.fromEntries(server.normalised),
      commands: commandsOf(server.tally),
    })),
    mock: mock === null ? null : { name: mock.name, commands: commandsOf(mock.tally) },
  };
  return `${JSON.stringify(plain, null, 2)}\n`;
}

/** "equal" only when everything was compared that should have been. */
export function verdictOf(
  servers: FidelityResult["servers"],
  interrupted: boolean,
): "equal" | "different" | "undecided" {
  if (servers.some(({ differencesFound }) => differencesFound > 0)) return "different";
  const refused = servers.some(({ unsupported }) => unsupported.size > 0);
  return refused || interrupted ? "undecided" : "equal";
}

const commandsOf = (tally: Tally) =>
  Object.fromEntries([...tally].sort(([a], [b]) => (a < b ? -1 : 1)));
