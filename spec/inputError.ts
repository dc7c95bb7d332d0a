/**
 * Somebody gave us something that we cannot use: a name, a number, a file. The message is one line that says where,
 * what we got, and what would be right; it is all that a person is shown.
 */
export class InputError extends Error {
  /** Stable, e.g. "UNKNOWN_SUBJECT"; scripts match on it. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "InputError";
    this.code = code;
  }
}
