import type { SimProcess } from "./simProcess.ts";

/** A complete request as it arrives at a node. */
export type Message = {
  readonly from: SimProcess;
  readonly to: string;
  /** The command, e.g. "EVALSHA". */
  readonly name: string;
  /** The whole request, its name first. */
  readonly parts: readonly string[];
};

/** What happens to a request. */
export type FaultVerdict =
  | { readonly type: "pass" }
  /** The node acts, then something else happens before the reply leaves, such as the death of the caller. */
  | { readonly type: "passThen"; readonly act: () => void }
  /** The connection breaks before the node acts. */
  | { readonly type: "cutRequest" }
  /** The node acts, the caller never hears of it. The most instructive fault there is. */
  | { readonly type: "loseReply" }
  /** The node acts, and the connection breaks in the middle of the reply. */
  | { readonly type: "cutReply" };

/** Rules are asked in order for each request; the first that does not pass decides. */
export type FaultRule = (message: Message) => FaultVerdict;

export const pass: FaultVerdict = { type: "pass" };
