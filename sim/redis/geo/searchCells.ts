import { earthRadiusM, toDegrees, toRadians } from "./distance.ts";
import { areaOf, cellOf, neighbour } from "./geohash.ts";
import type { Cell, Point } from "./geohash.ts";

/** What to search around a centre; sizes in metres. */
export type Shape = { readonly centre: Point } & (
  | { readonly type: "circle"; readonly radius: number }
  | { readonly type: "box"; readonly width: number; readonly height: number }
);

/** The up to nine cells that cover a shape, in the order in which Redis visits them: it shows in unsorted answers. */
export function searchCells(shape: Shape): readonly Cell[] {
  const bounds = boundsOf(shape);
  let cell = cellOf(shape.centre, stepsFor(shape));
  if (cell.steps > 1 && reachesPast(cell, bounds)) cell = cellOf(shape.centre, cell.steps - 1);

  const area = areaOf(cell);
  const narrow = cell.steps >= 2;
  const useless = ([east, north]: readonly [number, number]): boolean =>
    narrow &&
    ((north < 0 && area.south < bounds.south) ||
      (north > 0 && area.north > bounds.north) ||
      (east < 0 && area.west < bounds.west) ||
      (east > 0 && area.east > bounds.east));
  const cells: Cell[] = [];
  for (const direction of directions) {
    if (useless(direction)) continue;
    const next = neighbour(cell, ...direction);
    const last = cells.at(-1);
    // In huge areas neighbours can be the same cell.
    if (last?.column !== next.column || last.row !== next.row) cells.push(next);
  }
  return cells;
}

/** [east, north] of the centre. */
const directions: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
];

type Bounds = {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
};

function boundsOf(shape: Shape): Bounds {
  const { longitude, latitude } = shape.centre;
  const height = shape.type === "circle" ? shape.radius : shape.height / 2;
  const width = shape.type === "circle" ? shape.radius : shape.width / 2;
  const up = toDegrees(height / earthRadiusM);
  const aside = (at: number) => toDegrees(width / earthRadiusM / Math.cos(toRadians(at)));
  const side = latitude < 0 ? aside(latitude - up) : aside(latitude + up);
  return {
    west: longitude - side,
    east: longitude + side,
    south: latitude - up,
    north: latitude + up,
  };
}

const mercatorMax = 20_037_726.37;

/** How fine the grid may be so that a cell and its neighbours cover the shape. */
function stepsFor(shape: Shape): number {
  let reach =
    shape.type === "circle"
      ? shape.radius
      : Math.sqrt((shape.width / 2) ** 2 + (shape.height / 2) ** 2);
  if (reach === 0) return 26;
  let steps = 1;
  for (; reach < mercatorMax; reach *= 2) steps++;
  steps -= 2;
  const latitude = Math.abs(shape.centre.latitude);
  if (latitude > 66) steps--; // Towards the poles cells are narrower.
  if (latitude > 80) steps--;
  return Math.max(1, Math.min(26, steps));
}

function reachesPast(cell: Cell, bounds: Bounds): boolean {
  return (
    areaOf(neighbour(cell, 0, 1)).north < bounds.north ||
    areaOf(neighbour(cell, 0, -1)).south > bounds.south ||
    areaOf(neighbour(cell, 1, 0)).east < bounds.east ||
    areaOf(neighbour(cell, -1, 0)).west > bounds.west
  );
}
