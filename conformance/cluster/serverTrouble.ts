/**
 * A real server, or what it runs in, did not do what it must: it died, it is silent, it never got ready. Nobody's input
 * is wrong, so it is no `InputError`, but the message is one line of the same kind.
 */
export class ServerTrouble extends Error {
  /** Stable, e.g. "NODE_DOWN". */
  readonly code: string;

  /** The message without whom it comes from. */
  readonly what: string;

  constructor(code: string, what: string) {
    super(`conformance/cluster: ${code} ${what}`);
    this.name = "ServerTrouble";
    this.code = code;
    this.what = what;
  }
}
