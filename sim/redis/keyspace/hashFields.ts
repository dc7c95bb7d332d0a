import type { Bytes } from "../bytes.ts";
import { Deadlines } from "./deadlines.ts";
import type { HashValue } from "./value.ts";

/** Past its time, whether or not it was deleted yet. A field still lives in the millisecond it expires at. */
export function isFieldExpired({ expiries }: HashValue, field: Bytes, nowMs: number): boolean {
  const atMs = expiries?.get(field);
  return atMs !== undefined && atMs < nowMs;
}

/** The fields that are not past their time, in order. */
export function liveFields(hash: HashValue, nowMs: number): [Bytes, Bytes][] {
  const entries = hash.fields.entries();
  return hasExpired(hash, nowMs)
    ? entries.filter(([field]) => !isFieldExpired(hash, field, nowMs))
    : entries;
}

function hasExpired({ expiries }: HashValue, nowMs: number): boolean {
  const first = expiries?.next();
  return first !== undefined && first.at < nowMs;
}

/** Writes a field. An old one loses its time unless that is kept, and in a listpack its place then. */
export function setField(hash: HashValue, field: Bytes, value: Bytes, keepsTime: boolean): void {
  if (!keepsTime && hash.expiries?.delete(field) && hash.compact) hash.fields.delete(field);
  hash.fields.set(field, value);
}

/** False when there was no such field. */
export function deleteField({ fields, expiries }: HashValue, field: Bytes): boolean {
  expiries?.delete(field);
  return fields.delete(field);
}

/** Removes all fields that are past their time, and gives them. */
export function deleteExpiredFields(hash: HashValue, nowMs: number): readonly Bytes[] {
  const { expiries } = hash;
  const deleted: Bytes[] = [];
  if (expiries === undefined) return deleted;
  for (let due = expiries.next(); due !== undefined && due.at < nowMs; due = expiries.next()) {
    deleteField(hash, due.key);
    deleted.push(due.key);
  }
  return deleted;
}

/**
 * Gives a field that exists a time to live. A listpack keeps its fields by their times, those without one last, and a field
 * that comes later before others of the same time (`listpackExAddInternal`, Redis 8.0).
 */
export function expireField(hash: HashValue, field: Bytes, atMs: number): void {
  const { fields, compact } = hash;
  const expiries = (hash.expiries ??= new Deadlines());
  expiries.set(field, atMs);
  if (!compact) return;
  const entries = fields.entries();
  const from = entries.findIndex(([name]) => name === field);
  const [moved] = entries.splice(from, 1);
  const to = entries.findIndex(([name]) => (expiries.get(name) ?? Infinity) >= atMs);
  if (moved === undefined || to === from) return;
  entries.splice(to === -1 ? entries.length : to, 0, moved);
  fields.clear();
  for (const [name, value] of entries) fields.set(name, value);
}

/** Takes the time from a field; in a listpack that moves it to the end. False when it had none. */
export function persistField(hash: HashValue, field: Bytes): boolean {
  const { fields, expiries, compact } = hash;
  const value = fields.get(field);
  if (value === undefined || !expiries?.delete(field)) return false;
  if (compact) {
    fields.delete(field);
    fields.set(field, value);
  }
  return true;
}
