import { InputError } from "../../spec/inputError.ts";

/** A TCP port; 0 asks the operating system for any that is free. */
export function parsePort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  throw new InputError(
    "BAD_PORT",
    `--port: got ${JSON.stringify(text)}; give a whole number from 0 (any free port) to 65535`,
  );
}
