import { createHash } from "node:crypto";
import type { Bytes } from "../bytes.ts";

/** How Redis keeps passwords: never themselves, only this. A pure function of its bytes, wherever it is computed. */
export function sha256hex(bytes: Bytes): string {
  return createHash("sha256").update(bytes, "latin1").digest("hex");
}
