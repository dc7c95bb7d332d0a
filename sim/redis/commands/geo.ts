import { family } from "../command.ts";
import { Context } from "../context.ts";
import { syntaxError, wrongType } from "../errors.ts";
import { distance } from "../geo/distance.ts";
import { cellOf, pointOfScore, scoreDigits, standardGeohash, stepsMax } from "../geo/geohash.ts";
import type { Point } from "../geo/geohash.ts";
import { formatShortest } from "../numbers/formatShortest.ts";
import { formatLongDouble, toLongDouble } from "../numbers/longDouble.ts";
import { nullArray } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { parsePoint, parseUnit } from "./geoArguments.ts";

/** Places are members of a sorted set whose scores are the numbers of cells on a grid. Searches are in geoSearch.ts. */
export const geo = family({
  GEOADD: geoadd,
  GEOPOS: (context) =>
    eachScore(context, (score) =>
      score === undefined ? nullArray : position(context, pointOfScore(score)),
    ),
  GEOHASH: (context) =>
    eachScore(context, (score) => (score === undefined ? null : standardGeohash(score))),
  GEODIST: geodist,
});

/** GEOADD key [NX|XX] [CH] longitude latitude member [longitude latitude member ...]: a ZADD with computed scores. */
function geoadd(context: Context): Reply {
  const { argv, client, node } = context;
  let first = 2;
  const given = new Set<string>();
  for (; first < argv.length; first++) {
    const option = context.arg(first).toUpperCase();
    if (option !== "NX" && option !== "XX" && option !== "CH") break;
    given.add(option);
  }
  if ((argv.length - first) % 3 !== 0 || (given.has("NX") && given.has("XX"))) return syntaxError;
  const zadd = ["zadd", ...argv.slice(1, first)]; // So it is spelled to replicas.
  for (let i = first; i < argv.length; i += 3) {
    const point = parsePoint(context.arg(i), context.arg(i + 1));
    if ("error" in point) return point;
    zadd.push(scoreDigits(cellOf(point, stepsMax)), context.arg(i + 2));
  }
  const command = node.registry.get("ZADD")!;
  if (context.isFollowed) context.tellAs(zadd);
  return command.run(new Context(node, client, command, zadd, context.origin));
}

function eachScore(context: Context, show: (score: number | undefined) => Reply): Reply {
  const zset = context.db.get(context.arg(1));
  if (zset !== undefined && zset.kind !== "zset") return wrongType;
  context.touch(context.argv.length - 2);
  return context.argv.slice(2).map((member) => show(zset?.scores.get(member)));
}

/** As Redis writes coordinates: 17 decimals, without the zeros at the end; since 8.0 like any double. */
export function position({ behaviour }: Context, { longitude, latitude }: Point): Reply {
  return [longitude, latitude].map((value) => ({
    double: value,
    text: behaviour.coordinatesAreDoubles
      ? formatShortest(value)
      : formatLongDouble(toLongDouble(value)),
  }));
}

/** As Redis writes distances. */
export function fourDecimals(metres: number): string {
  return Number.isFinite(metres) ? metres.toFixed(4) : String(metres);
}

/** GEODIST key member1 member2 [M|KM|FT|MI] */
function geodist(context: Context): Reply {
  const { argv } = context;
  const unit = argv.length === 5 ? parseUnit(context.arg(4)) : 1;
  if (typeof unit === "object") return unit;
  if (argv.length > 5) return syntaxError;
  const zset = context.db.get(context.arg(1));
  if (zset === undefined) return null;
  if (zset.kind !== "zset") return wrongType;
  const from = zset.scores.get(context.arg(2));
  const to = zset.scores.get(context.arg(3));
  if (from === undefined || to === undefined) return null;
  return fourDecimals(distance(pointOfScore(from), pointOfScore(to)) / unit);
}
