/** What the functions cjson.encode_max_depth and the like change. */
export type CjsonSettings = {
  sparseConvert: boolean;
  sparseRatio: number;
  sparseSafe: number;
  encodeMaxDepth: number;
  decodeMaxDepth: number;
  encodeInvalidNumbers: "off" | "on" | "null";
  decodeInvalidNumbers: boolean;
  encodeKeepBuffer: boolean;
  numberPrecision: number;
};

/** In Redis a change lasts until the server ends or SCRIPT FLUSH, for every script: the host keeps those of the global. */
export function defaultCjsonSettings(): CjsonSettings {
  return {
    sparseConvert: false,
    sparseRatio: 2,
    sparseSafe: 10,
    encodeMaxDepth: 1_000,
    decodeMaxDepth: 1_000,
    encodeInvalidNumbers: "off",
    decodeInvalidNumbers: true,
    encodeKeepBuffer: true,
    numberPrecision: 14,
  };
}
