import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, notAnInteger, syntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { distance, latitudeDistance } from "../geo/distance.ts";
import { pointOfScore, scoreOf, scoresIn } from "../geo/geohash.ts";
import type { Point } from "../geo/geohash.ts";
import { searchCells } from "../geo/searchCells.ts";
import type { Shape } from "../geo/searchCells.ts";
import { sortedSetOf } from "../keyspace/sortedSet.ts";
import type { SortedSetValue } from "../keyspace/value.ts";
import { searchCost } from "../ledger.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { partialSort } from "../partialSort.ts";
import type { Reply } from "../reply.ts";
import { fourDecimals, position } from "./geo.ts";
import { parseBox, parsePoint, parseRadius } from "./geoArguments.ts";

/** All searches are one: a shape around a centre, and what to do with the members inside. */
export const geoSearch = family({
  GEOSEARCH: (context) => search(context, { form: "search", keyAt: 1, mayStore: false }),
  GEOSEARCHSTORE: (context) => search(context, { form: "search", keyAt: 2, mayStore: true }),
  GEORADIUS: (context) => search(context, { form: "point", keyAt: 1, mayStore: true }),
  GEORADIUS_RO: (context) => search(context, { form: "point", keyAt: 1, mayStore: false }),
  GEORADIUSBYMEMBER: (context) => search(context, { form: "member", keyAt: 1, mayStore: true }),
  GEORADIUSBYMEMBER_RO: (context) => search(context, { form: "member", keyAt: 1, mayStore: false }),
});

type Form = {
  /** GEOSEARCH says by options where and how far; the older commands by position. */
  readonly form: "search" | "point" | "member";
  readonly keyAt: number;
  readonly mayStore: boolean;
};

type Extent =
  | { readonly type: "circle"; readonly radius: number; readonly unit: number }
  | {
      readonly type: "box";
      readonly width: number;
      readonly height: number;
      readonly unit: number;
    };

type Options = {
  centre: Point | "unknown" | null;
  extent: Extent | null;
  withDistance: boolean;
  withHash: boolean;
  withCoordinates: boolean;
  order: "ASC" | "DESC" | null;
  count: number;
  any: boolean;
  storeAt: Bytes | null;
  storeDistance: boolean;
};

type Found = { readonly member: Bytes; readonly score: number; readonly metres: number };

function search(context: Context, form: Form): Reply {
  const zset = context.db.get(context.arg(form.keyAt));
  if (zset !== undefined && zset.kind !== "zset") return wrongType;
  const options = parseArguments(context, form, zset);
  if ("error" in options) return options;
  const refused = contradiction(context, form, options);
  if (refused !== null) return refused;
  const { centre, extent, storeAt } = options;
  if (zset === undefined || centre === null || centre === "unknown" || extent === null)
    return storeAt === null ? [] : store(context, form, storeAt, [], options, 1);

  // Of a limited number the nearest are wanted, unless any will do.
  const order = options.order ?? (options.count > 0 && !options.any ? "ASC" : null);
  const found = within(context, zset, shapeOf(centre, extent), options.any ? options.count : 0);
  const sign = order === "DESC" ? -1 : 1;
  const byDistance = (a: Found, b: Found): number => sign * (a.metres - b.metres);
  if (order !== null && options.count > 0 && options.count < found.length)
    partialSort(found, byDistance, 0, options.count - 1);
  else if (order !== null) found.sort(byDistance);
  const chosen = options.count > 0 ? found.slice(0, options.count) : found;
  if (storeAt !== null) return store(context, form, storeAt, chosen, options, extent.unit);
  return chosen.map((item) => show(context, item, options, extent.unit));
}

function shapeOf(centre: Point, extent: Extent): Shape {
  const { unit } = extent;
  return extent.type === "circle"
    ? { centre, type: "circle", radius: extent.radius * unit }
    : { centre, type: "box", width: extent.width * unit, height: extent.height * unit };
}

/** In Redis' order: cell by cell, in each by score. @param limit where it stops; 0 for never. */
function within(context: Context, zset: SortedSetValue, shape: Shape, limit: number): Found[] {
  const found: Found[] = [];
  for (const cell of searchCells(shape)) {
    if (limit > 0 && found.length >= limit) break;
    const low = scoreOf(cell);
    const high = low + scoresIn(cell.steps);
    const from = zset.order.countWhile((score) => score < low);
    const to = zset.order.countWhile((score) => score < high);
    context.touch(searchCost(zset.order.size) + to - from);
    zset.order.visit(from, to, (member, score) => {
      if (limit > 0 && found.length >= limit) return;
      const metres = distanceInside(shape, pointOfScore(score));
      if (metres !== null) found.push({ member, score, metres });
    });
  }
  return found;
}

/** From the centre; null when the point is outside. */
function distanceInside(shape: Shape, point: Point): number | null {
  const { centre } = shape;
  if (shape.type === "circle") {
    const metres = distance(centre, point);
    return metres > shape.radius ? null : metres;
  }
  if (latitudeDistance(point.latitude, centre.latitude) > shape.height / 2) return null;
  const beside = { longitude: centre.longitude, latitude: point.latitude };
  if (distance(point, beside) > shape.width / 2) return null;
  return distance(centre, point);
}

function show(
  context: Context,
  { member, score, metres }: Found,
  options: Options,
  unit: number,
): Reply {
  const { withDistance, withHash, withCoordinates } = options;
  if (!withDistance && !withHash && !withCoordinates) return member;
  const item: Reply[] = [member];
  if (withDistance) item.push(fourDecimals(metres / unit));
  if (withHash) item.push(Math.trunc(score));
  if (withCoordinates) item.push(position(context, pointOfScore(score)));
  return item;
}

function store(
  { db, node }: Context,
  form: Form,
  key: Bytes,
  found: readonly Found[],
  { storeDistance }: Options,
  unit: number,
): Reply {
  if (found.length === 0) {
    db.delete(key);
    return 0;
  }
  const elements = found.map(
    ({ member, score, metres }) => [member, storeDistance ? metres / unit : score] as const,
  );
  db.set(
    key,
    sortedSetOf(node.settings, elements),
    form.form === "search" ? "zgeosearchstore" : "zgeoradiusstore",
  );
  return found.length;
}

const noSuchMember = { error: "ERR could not decode requested zset member" };

/** "unknown" when there is no key: then only the arguments are checked. */
function locate(zset: SortedSetValue | undefined, member: Bytes): Point | "unknown" | ErrorReply {
  if (zset === undefined) return "unknown";
  const score = zset.scores.get(member);
  return score === undefined ? noSuchMember : pointOfScore(score);
}

function parseArguments(
  context: Context,
  form: Form,
  zset: SortedSetValue | undefined,
): Options | ErrorReply {
  const options: Options = {
    centre: null,
    extent: null,
    withDistance: false,
    withHash: false,
    withCoordinates: false,
    order: null,
    count: 0,
    any: false,
    storeAt: form.form === "search" && form.mayStore ? context.arg(1) : null,
    storeDistance: false,
  };
  if (form.form === "search") return parseOptions(context, form, zset, form.keyAt + 1, options);

  const radiusAt = form.form === "point" ? 4 : 3;
  const centre =
    form.form === "point"
      ? parsePoint(context.arg(2), context.arg(3))
      : locate(zset, context.arg(2));
  if (typeof centre === "object" && "error" in centre) return centre;
  options.centre = centre;
  if (centre !== "unknown") {
    const length = parseRadius(context.arg(radiusAt), context.arg(radiusAt + 1));
    if ("error" in length) return length;
    options.extent = { type: "circle", radius: length.size, unit: length.unit };
  }
  return parseOptions(context, form, zset, radiusAt + 2, options);
}

function parseOptions(
  context: Context,
  form: Form,
  zset: SortedSetValue | undefined,
  first: number,
  options: Options,
): Options | ErrorReply {
  const { argv } = context;
  const isSearch = form.form === "search";
  let [byMember, byPoint] = [false, false];
  for (let i = first; i < argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    const left = argv.length - i - 1;
    if (option === "WITHDIST") options.withDistance = true;
    else if (option === "WITHHASH") options.withHash = true;
    else if (option === "WITHCOORD") options.withCoordinates = true;
    else if (option === "ANY") options.any = true;
    else if (option === "ASC" || option === "DESC") options.order = option;
    else if (option === "COUNT" && left >= 1) {
      const count = parseInteger(context.arg(++i));
      if (count === null) return notAnInteger;
      if (count <= 0) return { error: "ERR COUNT must be > 0" };
      options.count = count;
    } else if (
      (option === "STORE" || option === "STOREDIST") &&
      !isSearch &&
      form.mayStore &&
      left >= 1
    ) {
      options.storeAt = context.arg(++i);
      options.storeDistance = option === "STOREDIST";
    } else if (option === "STOREDIST" && isSearch && form.mayStore) options.storeDistance = true;
    else if (option === "FROMMEMBER" && left >= 1 && isSearch && !byPoint) {
      const centre = locate(zset, context.arg(++i));
      if (typeof centre === "object" && "error" in centre) return centre;
      options.centre = centre;
      byMember = true;
    } else if (option === "FROMLONLAT" && left >= 2 && isSearch && !byMember) {
      const centre = parsePoint(context.arg(++i), context.arg(++i));
      if ("error" in centre) return centre;
      options.centre = centre;
      byPoint = true;
    } else if (option === "BYRADIUS" && left >= 2 && isSearch && options.extent?.type !== "box") {
      const length = parseRadius(context.arg(++i), context.arg(++i));
      if ("error" in length) return length;
      options.extent = { type: "circle", radius: length.size, unit: length.unit };
    } else if (option === "BYBOX" && left >= 3 && isSearch && options.extent?.type !== "circle") {
      const box = parseBox(context.arg(++i), context.arg(++i), context.arg(++i));
      if ("error" in box) return box;
      options.extent = { type: "box", ...box };
    } else return syntaxError;
  }
  return options;
}

/** What is wrong with options that are right one by one. */
function contradiction(context: Context, form: Form, options: Options): ErrorReply | null {
  const shows = options.withDistance || options.withHash || options.withCoordinates;
  if (options.storeAt !== null && shows) {
    const name = form.form === "search" ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS";
    return {
      error: `ERR ${name} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`,
    };
  }
  const about = (what: string): ErrorReply =>
    errorAbout((name) => `ERR exactly one of ${what} for ${name}`, context.arg(0));
  if (form.form === "search" && options.centre === null)
    return about("FROMMEMBER or FROMLONLAT can be specified");
  if (form.form === "search" && options.extent === null)
    return about("BYRADIUS and BYBOX can be specified");
  if (options.any && options.count === 0)
    return { error: "ERR the ANY argument requires COUNT argument" };
  return null;
}
