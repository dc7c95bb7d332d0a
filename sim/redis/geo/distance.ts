import type { Point } from "./geohash.ts";

/** Redis' radius of the earth. */
export const earthRadiusM = 6_372_797.560856;

export function toRadians(degrees: number): number {
  return degrees * (Math.PI / 180);
}

export function toDegrees(radians: number): number {
  return radians / (Math.PI / 180);
}

/** Along a meridian, in metres. */
export function latitudeDistance(from: number, to: number): number {
  return earthRadiusM * Math.abs(toRadians(to) - toRadians(from));
}

/** Great-circle distance in metres by the haversine formula, in the order in which Redis computes it. */
export function distance(from: Point, to: Point): number {
  const v = Math.sin((toRadians(to.longitude) - toRadians(from.longitude)) / 2);
  if (v === 0) return latitudeDistance(from.latitude, to.latitude);
  const [fromLatitude, toLatitude] = [toRadians(from.latitude), toRadians(to.latitude)];
  const u = Math.sin((toLatitude - fromLatitude) / 2);
  const a = u * u + Math.cos(fromLatitude) * Math.cos(toLatitude) * v * v;
  return 2 * earthRadiusM * Math.asin(Math.sqrt(a));
}
