import type { Bytes } from "../bytes.ts";
import type { ErrorReply } from "../errors.ts";
import { notAFloat } from "../errors.ts";
import { latitudeMax } from "../geo/geohash.ts";
import type { Point } from "../geo/geohash.ts";
import { formatDouble } from "../numbers/formatDouble.ts";
import { parseDouble } from "../numbers/parseDouble.ts";

export function parsePoint(longitudeText: Bytes, latitudeText: Bytes): Point | ErrorReply {
  const longitude = parseDouble(longitudeText);
  const latitude = parseDouble(latitudeText);
  if (longitude === null || latitude === null) return notAFloat;
  if (Math.abs(longitude) <= 180 && Math.abs(latitude) <= latitudeMax)
    return { longitude, latitude };
  return {
    error: `ERR invalid longitude,latitude pair ${sixDecimals(longitude)},${sixDecimals(latitude)}`,
  };
}

/** C's "%f". */
function sixDecimals(value: number): string {
  if (!Number.isFinite(value)) return formatDouble(value);
  if (Object.is(value, -0)) return "-0.000000";
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}

/** Metres in a unit. */
export function parseUnit(text: Bytes): number | ErrorReply {
  return metresIn.get(text.toLowerCase()) ?? notAUnit;
}

const metresIn: ReadonlyMap<string, number> = new Map([
  ["m", 1],
  ["km", 1000],
  ["ft", 0.3048],
  ["mi", 1609.34],
]);

const notAUnit = { error: "ERR unsupported unit provided. please use M, KM, FT, MI" };

/** A size in its unit, and the metres in that unit. */
export type Length = { readonly size: number; readonly unit: number };

export function parseRadius(text: Bytes, unitText: Bytes): Length | ErrorReply {
  const size = parseDouble(text);
  if (size === null) return { error: "ERR need numeric radius" };
  if (size < 0) return { error: "ERR radius cannot be negative" };
  const unit = parseUnit(unitText);
  return typeof unit === "number" ? { size, unit } : unit;
}

export function parseBox(
  widthText: Bytes,
  heightText: Bytes,
  unitText: Bytes,
): { readonly width: number; readonly height: number; readonly unit: number } | ErrorReply {
  const width = parseDouble(widthText);
  if (width === null) return { error: "ERR need numeric width" };
  const height = parseDouble(heightText);
  if (height === null) return { error: "ERR need numeric height" };
  if (width < 0 || height < 0) return { error: "ERR height or width cannot be negative" };
  const unit = parseUnit(unitText);
  return typeof unit === "number" ? { width, height, unit } : unit;
}
