/**
 * One step of a differential run: what is done to the model and to the real server alike. Steps are plain JSON. Bytes
 * are Latin-1 strings, one character per byte. A client connects at its first step and speaks RESP2 until it says HELLO.
 */
export type Step =
  | { readonly kind: "command"; readonly client: string; readonly argv: readonly string[] }
  /** Sent as they are: inline commands, protocol errors, half a request. */
  | { readonly kind: "bytes"; readonly client: string; readonly bytes: string }
  /** The client hangs up. Its name may be used again: that is a new connection. */
  | { readonly kind: "close"; readonly client: string }
  /** The server's clock moves on, by whole microseconds; it stands still during every other step. */
  | { readonly kind: "advance"; readonly ms: number };
