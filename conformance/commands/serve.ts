import { exitCode } from "../exitCode.ts";
import { serveModel, type ServeRequest } from "../serve/serveModel.ts";
import type { Terminal } from "../terminal.ts";

export type ServeOptions = ServeRequest & {
  /** Only errors are told. */
  readonly quiet: boolean;
};

/** Serves the model to real clients until Ctrl-C, SIGTERM, or a client's SHUTDOWN. */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<number> {
  const tell = (what: string): void => {
    if (!options.quiet) terminal.err(`serve: ${what}\n`);
  };
  const serving = await serveModel(options, tell);
  const { host, port, node } = serving;
  const { server, version } = node.profile;
  const name = server === "valkey" ? "Valkey" : "Redis";
  const where = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  if (!options.quiet)
    terminal.out(`${name} ${version}, as modelled, listens on ${where}; Ctrl-C ends it\n`);

  await Promise.race([serving.wasEnded, new Promise<void>((resolve) => terminal.onStop(resolve))]);
  await serving.stop();
  return exitCode.held;
}
