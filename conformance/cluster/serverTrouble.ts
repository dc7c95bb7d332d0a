/**
 * A real server, or what it runs in, did not do what it must: it died, it is silent, it never got ready. Nobody's input
 * is wrong, so it is no `InputError`, but the message is one line of the same kind.
 */
export class ServerTrouble extends Error {
  /** Stable, e.g. "NODE_DOWN". */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`conformance/cluster: ${code} ${message}`);
    this.name = "ServerTrouble";
    this.code = code;
  }
}
