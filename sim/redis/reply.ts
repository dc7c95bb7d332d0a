import type { Bytes } from "./bytes.ts";

/**
 * What a command answers, before it is encoded for the client's protocol.
 *
 * A plain string is a bulk string, a number or bigint an integer, null the null of the client's protocol. The tagged
 * forms are those that RESP3 tells apart; RESP2 gets what Redis gives it (a map is a flat array, a double a string).
 */
export type Reply =
  | null
  | Bytes
  | number
  | bigint
  | readonly Reply[]
  | { readonly status: string }
  | { readonly error: string }
  | { readonly nullArray: true }
  | { readonly map: readonly (readonly [Reply, Reply])[] }
  | { readonly set: readonly Reply[] }
  /** `text` where it is not written with 17 significant digits. */
  | { readonly double: number; readonly text?: Bytes }
  | { readonly bool: boolean }
  | { readonly bigNumber: Bytes }
  | { readonly verbatim: Bytes; readonly format: "txt" | "mkd" }
  | { readonly push: readonly Reply[] }
  /** One after the other, without a frame: what SUBSCRIBE to three channels answers. */
  | { readonly several: readonly Reply[] }
  /** Written before, in the protocol that the client spoke then. */
  | { readonly encoded: Bytes };

export const ok: Reply = { status: "OK" };
export const nullArray: Reply = { nullArray: true };
/** For commands that answer nothing now, such as CLIENT REPLY OFF. */
export const noReply: Reply = { several: [] };
