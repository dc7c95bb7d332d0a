/**
 * How a call ended, as its caller saw it.
 *
 * `unknown` is not a kind of failure: the reply was lost, or the caller died, and the call may or may not have
 * happened. Every checker must accept both readings.
 */
export type Outcome<Value> =
  | { readonly type: "ok"; readonly value: Value }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "unknown"; readonly reason: string };
