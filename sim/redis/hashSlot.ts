import type { Bytes } from "./bytes.ts";

/** CRC16 as Redis Cluster uses it (CCITT, XMODEM; redis/src/crc16.c of 7.0), one entry per byte. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

/**
 * The hash slot of a key, 0 to 16,383: of what stands between the first "{" and the next "}" when that is not empty,
 * else of the whole key (redis/src/cluster.c of 7.0, keyHashSlot).
 */
export function hashSlot(key: Bytes): number {
  const open = key.indexOf("{");
  const close = open === -1 ? -1 : key.indexOf("}", open + 1);
  const tag = close > open + 1 ? key.slice(open + 1, close) : key;
  let crc = 0;
  for (let i = 0; i < tag.length; i++) {
    crc = ((crc << 8) ^ (table[((crc >> 8) ^ tag.charCodeAt(i)) & 0xff] as number)) & 0xffff;
  }
  return crc & 16_383;
}
