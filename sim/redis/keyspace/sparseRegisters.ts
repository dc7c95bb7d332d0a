import type { Bytes } from "../bytes.ts";
import type { ByteString, ReadableBytes } from "./byteString.ts";

/** Equal registers in a row; `bytes` is how many the run takes: 00llllll and 01llllll llllllll are zeros, 1vvvvvll values. */
type Run = { readonly value: number; readonly length: number; readonly bytes: 1 | 2 };

const valueMax = 32;
const valueRunMax = 4;
const shortZerosMax = 64;

export function* sparseRuns(bytes: ReadableBytes, from: number): Generator<Run> {
  for (let at = from; at < bytes.length;) {
    const run = runAt(bytes, at);
    yield run;
    at += run.bytes;
  }
}

function runAt(bytes: ReadableBytes, at: number): Run {
  const first = bytes.at(at);
  const value = first >= 0x80 ? ((first >> 2) & 31) + 1 : 0;
  return { value, length: lengthAt(bytes, at), bytes: isLongRun(first) ? 2 : 1 };
}

function lengthAt(bytes: ReadableBytes, at: number): number {
  const first = bytes.at(at);
  if (!isLongRun(first)) return (first & (first >= 0x80 ? 3 : 63)) + 1;
  const second = at + 1 < bytes.length ? bytes.at(at + 1) : 0;
  return (((first & 63) << 8) | second) + 1;
}

function isLongRun(first: number): boolean {
  return first >= 0x40 && first < 0x80;
}

function zeros(length: number): Bytes {
  if (length <= 0) return "";
  if (length <= shortZerosMax) return String.fromCharCode(length - 1);
  return String.fromCharCode(0x40 | ((length - 1) >> 8), (length - 1) & 0xff);
}

function values(value: number, length: number): Bytes {
  return length <= 0 ? "" : String.fromCharCode(0x80 | ((value - 1) << 2) | (length - 1));
}

/**
 * Makes a register at least so large, exactly as Redis rewrites its runs, for clients can read the bytes.
 *
 * @returns whether it was smaller; null when the runs are corrupted; "full" when it must become dense first.
 */
export function addToSparse(
  string: ByteString,
  from: number,
  index: number,
  value: number,
  bytesMax: number,
): boolean | null | "full" {
  if (value > valueMax) return "full";
  let [at, previous, first] = [from, from, 0];
  // Hundreds of runs are passed by for each element, so none of them becomes an object.
  while (at < string.length) {
    const length = lengthAt(string, at);
    if (index < first + length) break;
    previous = at;
    at += isLongRun(string.at(at)) ? 2 : 1;
    first += length;
  }
  if (at >= string.length) return null;

  const run = runAt(string, at);
  if (run.value >= value) return false;
  if (run.length === 1 && run.bytes === 1) string.write(at, values(value, 1).charCodeAt(0));
  else {
    const [before, after] = [index - first, first + run.length - 1 - index];
    const side = (length: number) => (run.value === 0 ? zeros(length) : values(run.value, length));
    const runs = side(before) + values(value, 1) + side(after);
    const growth = runs.length - run.bytes;
    if (growth > 0 && string.length + growth > bytesMax) return "full";
    string.splice(at, run.bytes, runs);
  }
  mergeNeighbours(string, previous);
  return true;
}

/** Joins equal values next to each other among the five runs from a place on, which is as far as Redis looks. */
function mergeNeighbours(string: ByteString, from: number): void {
  let at = from;
  for (let looks = 0; looks < 5 && at < string.length; looks++) {
    const run = runAt(string, at);
    const next = run.value > 0 && at + 1 < string.length ? runAt(string, at + 1) : null;
    const length = run.length + (next?.length ?? 0);
    if (next?.value === run.value && length <= valueRunMax)
      string.splice(at, 2, values(run.value, length));
    else at += run.bytes;
  }
}

/** The runs as PFDEBUG DECODE shows them. */
export function sparseText(bytes: ReadableBytes, from: number): string {
  return Array.from(sparseRuns(bytes, from), ({ value, length, bytes: size }) =>
    value > 0 ? `v:${value},${length}` : `${size === 1 ? "z" : "Z"}:${length}`,
  ).join(" ");
}
