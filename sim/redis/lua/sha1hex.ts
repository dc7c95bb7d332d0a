import { createHash } from "node:crypto";
import type { Bytes } from "../bytes.ts";

/** A pure function of its bytes, wherever it is computed. */
export function sha1hex(bytes: Bytes): string {
  return createHash("sha1").update(bytes, "latin1").digest("hex");
}
