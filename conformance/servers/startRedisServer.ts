import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";

/** A real Redis on the loopback interface, empty, that writes nothing to disk. */
export type RedisServer = {
  readonly host: "127.0.0.1";
  readonly port: number;
  /** Ends the server; resolves when it is gone. */
  readonly stop: () => Promise<void>;
};

export type ServerSettings = {
  /** More of the server's options, such as `--hz 500`. */
  readonly options?: readonly string[];
  /** The port; a free one unless given. */
  readonly port?: number;
  /** Variables beside our own. */
  readonly environment?: Readonly<Record<string, string>>;
};

/** Starts the server at `binary`; resolves when it accepts connections, rejects after ten seconds. */
export async function startRedisServer(
  binary: string,
  settings: ServerSettings = {},
): Promise<RedisServer> {
  const port = settings.port ?? (await freePort());
  const options = [
    "--bind",
    "127.0.0.1",
    "--port",
    String(port),
    "--save",
    "",
    "--appendonly",
    "no",
    ...(settings.options ?? []),
  ];
  const server = spawn(binary, options, {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...settings.environment },
  });

  const gone = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const killWithUs = (): void => void server.kill("SIGKILL");
  process.once("exit", killWithUs);
  const stop = async (): Promise<void> => {
    process.off("exit", killWithUs);
    server.kill("SIGKILL");
    await gone;
  };

  let log = "";
  const ready = new Promise<void>((resolve, reject) => {
    const fail = (what: string): void =>
      reject(new Error(`startRedisServer: ${binary} on port ${port} ${what}; it logged: ${log}`));
    const timer = setTimeout(() => fail("was not ready after 10 s"), 10_000);
    server.stdout.on("data", (chunk: Buffer) => {
      log += chunk.toString("utf8");
      if (log.includes("Ready to accept connections")) resolve();
    });
    server.once("error", (error) => fail(error.message));
    server.once("exit", (code) => fail(`ended with ${code}`));
    server.once("close", () => clearTimeout(timer));
  });

  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return { host: "127.0.0.1", port, stop };
}

/** Free at this moment; another program may take it before the server does, and then the start fails loudly. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens has such an address
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
