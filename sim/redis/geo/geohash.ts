/** Degrees. */
export type Point = { readonly longitude: number; readonly latitude: number };

/** A cell of the grid that has 2^steps columns and as many rows. */
export type Cell = { readonly column: number; readonly row: number; readonly steps: number };

export type Area = {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
};

/** As fine as a score of a sorted set can hold: 26 bits each way. */
export const stepsMax = 26;
export const latitudeMax = 85.05112878;
const longitudeMax = 180;

/** The cell that a point within the limits is in. @param latitudeLimit 90 for standard geohashes. */
export function cellOf(point: Point, steps: number, latitudeLimit = latitudeMax): Cell {
  const { longitude, latitude } = point;
  const row = (latitude + latitudeLimit) / (latitudeLimit - -latitudeLimit);
  const column = (longitude + longitudeMax) / (longitudeMax - -longitudeMax);
  return { column: Math.floor(column * 2 ** steps), row: Math.floor(row * 2 ** steps), steps };
}

/** Column and row bit by bit in turn: the score of a point, or with fewer steps the lowest score in its cell. */
export function scoreOf({ column, row, steps }: Cell): number {
  let score = 0;
  for (let bit = steps; bit >= 0; bit--)
    score = score * 4 + 2 * (Math.floor(column / 2 ** bit) % 2) + (Math.floor(row / 2 ** bit) % 2);
  return score * 4 ** (stepsMax - steps);
}

/** The score in digits. A point on the eastern edge has more of them than a number holds. */
export function scoreDigits(cell: Cell): string {
  const score = scoreOf(cell);
  if (score <= Number.MAX_SAFE_INTEGER) return String(score);
  const [column, row] = [Math.floor(cell.column / 2), Math.floor(cell.row / 2)];
  const upper = BigInt(scoreOf({ column, row, steps: cell.steps }));
  return String(upper * 4n + BigInt(2 * (cell.column % 2) + (cell.row % 2)));
}

/** How many scores a cell covers. */
export function scoresIn(steps: number): number {
  return 4 ** (stepsMax - steps);
}

/** The finest cell of a score: its 64 bits in turn, whether or not it is a place. */
function cellOfScore(score: number): Cell {
  const bits = unsigned64(score);
  // 32 bits at a time, for a number holds no 64.
  const [low, high] = [Number(bits & 0xffff_ffffn), Number(bits >> 32n)];
  return {
    column: everyOther(low, 1) + everyOther(high, 1) * 2 ** 16,
    row: everyOther(low, 0) + everyOther(high, 0) * 2 ** 16,
    steps: stepsMax,
  };
}

/** Every other bit of 32, from that one on. */
function everyOther(word: number, first: 0 | 1): number {
  let bits = 0;
  for (let i = 0; i < 16; i++) bits |= ((word >>> (2 * i + first)) & 1) << i;
  return bits;
}

/** What C makes of a double that it takes for an unsigned number, on x86-64: below zero it goes round. */
function unsigned64(score: number): bigint {
  if (score >= 2 ** 63) return score < 2 ** 64 ? BigInt(score) : 0n;
  return score >= -(2 ** 63) ? BigInt.asUintN(64, BigInt(Math.trunc(score))) : 2n ** 63n;
}

export function areaOf({ column, row, steps }: Cell): Area {
  const cells = 2 ** steps;
  return {
    west: -longitudeMax + (column / cells) * (2 * longitudeMax),
    east: -longitudeMax + ((column + 1) / cells) * (2 * longitudeMax),
    south: -latitudeMax + (row / cells) * (2 * latitudeMax),
    north: -latitudeMax + ((row + 1) / cells) * (2 * latitudeMax),
  };
}

/** Where a member of that score is: the middle of its cell. */
export function pointOfScore(score: number): Point {
  const { west, east, south, north } = areaOf(cellOfScore(score));
  return {
    longitude: clamp((west + east) / 2, longitudeMax),
    latitude: clamp((south + north) / 2, latitudeMax),
  };
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

/**
 * The cell so many columns to the east and rows to the north, around the world. A point on the very edge has a column or
 * row of its own behind the last one; only moving takes it back onto the grid.
 */
export function neighbour({ column, row, steps }: Cell, east: number, north: number): Cell {
  const cells = 2 ** steps;
  return {
    column: east === 0 ? column : (column + east + cells) % cells,
    row: north === 0 ? row : (row + north + cells) % cells,
    steps,
  };
}

const alphabet = "0123456789bcdefghjkmnpqrstuvwxyz";

/** The geohash that other software knows: eleven characters, the last always zero, for 52 bits do not fill it. */
export function standardGeohash(score: number): string {
  const bits = BigInt(scoreOf(cellOf(pointOfScore(score), stepsMax, 90)));
  let text = "";
  for (let i = 1; i <= 10; i++) text += alphabet[Number((bits >> BigInt(52 - 5 * i)) & 31n)];
  return `${text}0`;
}
