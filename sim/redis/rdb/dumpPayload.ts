import type { Bytes } from "../bytes.ts";
import { crc64 } from "./crc64.ts";
import { littleEndian, unsignedLittleEndian } from "./byteOrder.ts";

const versionSize = 2;
const checksumSize = 8;

/** What DUMP and FUNCTION DUMP answer: the contents, the version of the format, and the checksum of both. */
export function sealPayload(contents: Bytes, rdbVersion: number): Bytes {
  const sealed = contents + littleEndian(rdbVersion, versionSize);
  return sealed + crc64(sealed);
}

/** Whether the version is not newer than ours, and the checksum right. */
export function isSealed(payload: Bytes, rdbVersionMax: number): boolean {
  const contentsSize = payload.length - versionSize - checksumSize;
  if (contentsSize < 0) return false;
  if (unsignedLittleEndian(payload, contentsSize, versionSize) > rdbVersionMax) return false;
  const sealedSize = contentsSize + versionSize;
  return crc64(payload.slice(0, sealedSize)) === payload.slice(sealedSize);
}

/** The contents of a payload that is sealed. */
export function contentsOf(payload: Bytes): Bytes {
  return payload.slice(0, payload.length - versionSize - checksumSize);
}
