import type { Bytes } from "../bytes.ts";

/** One command of the replication stream, and how many bytes of it that is. */
export type StreamedCommand = { readonly argv: readonly Bytes[]; readonly size: number };

/** As it stands in the stream: an array of bulk strings. */
export function streamed(argv: readonly Bytes[]): StreamedCommand {
  let size = 3 + digits(argv.length);
  for (const { length } of argv) size += 5 + digits(length) + length;
  return { argv, size };
}

/**
 * The pieces in which `replicationFeedSlaves` of Redis 7.0.15 writes a command, in bytes; the backlog's blocks begin
 * anew with a piece that does not fit.
 */
export function piecesOf({ argv }: StreamedCommand): readonly number[] {
  const pieces = [3 + digits(argv.length)];
  for (const { length } of argv) pieces.push(3 + digits(length), length, 2);
  return pieces;
}

function digits(count: number): number {
  if (count < 10) return 1;
  if (count < 100) return 2;
  return String(count).length;
}
