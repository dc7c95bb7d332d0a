import type { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import type { Ledger } from "../ledger.ts";
import type { Millis } from "../numbers/expiryMs.ts";
import { lookupCounts, lookupIsQuiet, lookupUses } from "../lookup.ts";
import { newCounter } from "./accessCounter.ts";
import { Deadlines } from "./deadlines.ts";
import { Dict } from "./dict.ts";
import type { ScanPage } from "./dict.ts";
import { deleteExpiredFields } from "./hashFields.ts";
import type { KeyEvent } from "./keyEvent.ts";
import type { KeyIndex } from "./keyIndex.ts";
import { use } from "./useOf.ts";
import type { HashValue, Value } from "./value.ts";

/** So many keys stand for all in the average of their times to live. */
const ttlSamples = 1000;

/** One WATCH of one client. `expired` when the key was past its time already: its deletion is then no change. */
export type Watch = { readonly onChange: () => void; expired: boolean };

/**
 * One of the numbered databases: values, expiry and watches.
 *
 * Expiry lives here alone. A command that asks for a key never sees one past its time, whether or not the active
 * expiry came by; what it deletes on the way counts as a change, as in Redis.
 */
export class Database {
  readonly index: number;
  readonly #ledger: Ledger;
  #values = new Dict<Value>(false);
  #deadlines = new Deadlines();
  /** When the first field of a hash expires, for the hashes whose fields do. */
  #fieldDeadlines = new Deadlines();
  readonly #watches = new Map<Bytes, Set<Watch>>();
  /** Told which keys are there; null outside of a cluster. */
  keyIndex: KeyIndex | null = null;

  constructor(index: number, ledger: Ledger) {
    this.index = index;
    this.#ledger = ledger;
  }

  /** Keys, those included that are past their time and were not met yet. */
  get size(): number {
    return this.#values.size;
  }

  get expiringSize(): number {
    return this.#deadlines.size;
  }

  get(key: Bytes): Value | undefined {
    const ledger = this.#ledger;
    ledger.touched++;
    if (this.#deadlines.size !== 0 && this.isExpired(key)) {
      this.#expire(key);
      return this.#missed(key);
    }
    const value = this.#values.get(key);
    if (value === undefined) return this.#missed(key);
    const mode = ledger.lookup;
    if ((mode & lookupCounts) !== 0) ledger.hits++;
    if ((mode & lookupUses) !== 0) use(value, ledger);
    return value;
  }

  /** What is there, past its time or not; nobody was here. */
  peek(key: Bytes): Value | undefined {
    return this.#values.get(key);
  }

  has(key: Bytes): boolean {
    return this.get(key) !== undefined;
  }

  /** Gives the key a new value and no expiry. */
  set(key: Bytes, value: Value, event: KeyEvent | null): void {
    if (this.#deadlines.size !== 0) {
      if (this.isExpired(key)) this.#expire(key);
      this.#deadlines.delete(key);
    }
    this.put(key, value);
    this.changed(key, event);
  }

  /** As `set`, but the way of RENAME and COPY: what was there is deleted first. Only who waits for the key can tell. */
  replace(key: Bytes, value: Value, event: KeyEvent | null): void {
    const { onKeyReady, onKeyEvent } = this.#ledger;
    const old = onKeyReady === null && onKeyEvent === null ? undefined : this.#values.get(key);
    if (old !== undefined) this.notify("nnew", key);
    this.set(key, value, event);
    if (old !== undefined) this.signal(key, value.kind);
  }

  /** Adds a key that is not there or replaces its value, without a word on expiry. Call `changed` when it is filled. */
  put(key: Bytes, value: Value): void {
    if (this.#ledger.onKeyReady !== null) {
      const old = this.#values.get(key);
      // What is overwritten is told as gone, what is new as there; a value that stays in place is neither.
      if (old !== value) this.signal(key, (old ?? value).kind);
    }
    const { uses } = this.#ledger;
    if (uses === null) value.used = this.#ledger.clock;
    // A text that is overwritten stays as popular as it was; what was renamed or moved, too.
    else value.used ||= this.#values.get(key)?.used ?? newCounter(uses);
    if (this.#values.set(key, value)) {
      if (this.keyIndex !== null) this.keyIndex.add(key);
      this.notify("nnew", key);
    }
    if (value.kind === "hash" && value.expiries !== undefined) this.fieldsExpire(key, value);
    else if (this.#fieldDeadlines.size !== 0) this.#fieldDeadlines.delete(key);
  }

  /** @param event what it is called; null where nobody is to hear of it, for it is half of something else. */
  delete(key: Bytes, event: KeyEvent | null = "gdel"): boolean {
    this.#ledger.touched++;
    if (this.#deadlines.size !== 0 && this.isExpired(key)) {
      this.#expire(key);
      return false;
    }
    if (!this.#remove(key)) return false;
    this.changed(key, event);
    return true;
  }

  /**
   * Says that the value of a key changed: watchers and observers hear of it, and subscribers of its event. Null where
   * that is told otherwise. Every write ends here.
   */
  changed(key: Bytes, event: KeyEvent | null): void {
    this.#ledger.changes++;
    this.#ledger.onKeyModified?.(key, event !== null && "xe".includes(event[0]!));
    if (this.#watches.size !== 0) this.#tellWatchers(key);
    this.#ledger.onKeyChanged?.(this.index, key);
    this.#ledger.onKeySized?.(this.index, key);
    if (event !== null) this.notify(event, key);
  }

  /** Tells those who asked for keyspace events of this class. */
  notify(event: KeyEvent, key: Bytes): void {
    this.#ledger.onKeyEvent?.(this.index, event, key);
  }

  /** As `changed`, for a collection: Redis never keeps an empty one. */
  resized(key: Bytes, size: number, event: KeyEvent): void {
    if (size === 0) this.#remove(key);
    this.changed(key, event);
    if (size === 0) this.notify("gdel", key);
  }

  /** As `resized`, for a hash whose fields were past their time: that is no change of the command that met them. */
  fieldsLost(key: Bytes, size: number): void {
    this.resized(key, size, "hhexpired");
    this.#ledger.changes--;
  }

  /** As `changed`, for what Redis keeps from those who WATCH: consumer groups and what is pending in them. */
  changedUnwatched(key: Bytes, event: KeyEvent | null): void {
    this.#ledger.changes++;
    this.#ledger.onKeyChanged?.(this.index, key);
    this.#ledger.onKeySized?.(this.index, key);
    if (event !== null) this.notify(event, key);
  }

  /** Says that clients who wait for the key may have something to expect. */
  signal(key: Bytes, kind: Value["kind"]): void {
    this.#ledger.onKeyReady?.(this.index, key, kind);
  }

  /** When the key expires, in milliseconds since the epoch; undefined for never. */
  expiryOf(key: Bytes): Millis | undefined {
    return this.#deadlines.get(key);
  }

  expireAt(key: Bytes, atMs: Millis): void {
    this.#deadlines.set(key, atMs);
  }

  /** False when the key had no expiry. */
  persist(key: Bytes): boolean {
    return this.#deadlines.delete(key);
  }

  /** Notes when the first field of a hash expires now. Whoever gives a field a time says so here. */
  fieldsExpire(key: Bytes, { expiries }: HashValue): void {
    const first = expiries?.next();
    if (first !== undefined) this.#fieldDeadlines.set(key, first.at);
    else if (this.#fieldDeadlines.size !== 0) this.#fieldDeadlines.delete(key);
  }

  /** Hashes with fields that expire. */
  get fieldExpiringSize(): number {
    return this.#fieldDeadlines.size;
  }

  /** Past its time, whether or not it was deleted yet. A key still lives in the millisecond it expires at. */
  isExpired(key: Bytes): boolean {
    const at = this.#deadlines.get(key);
    return at !== undefined && this.#ledger.nowMs > at && !this.#ledger.nothingExpires;
  }

  /** The first instant, in milliseconds, at which `expireDue` has something to do. */
  nextExpiryMs(): number | null {
    if (this.#deadlines.size === 0 && this.#fieldDeadlines.size === 0) return null;
    const ofKeys = this.#deadlines.next()?.at ?? Infinity;
    const next = Math.min(ofKeys, this.#fieldDeadlines.next()?.at ?? Infinity);
    return next === Infinity ? null : next + 1;
  }

  /** Active expiry: deletes every key and field past its time. Redis samples; the model is thorough, for determinism. */
  expireDue(): void {
    if (this.#deadlines.size === 0 && this.#fieldDeadlines.size === 0) return;
    const { nowMs, expiryPaused } = this.#ledger;
    if (expiryPaused) return;
    for (let due = this.#deadlines.next(); due !== undefined; due = this.#deadlines.next()) {
      if (nowMs <= due.at) break;
      this.#expire(due.key);
    }
    const fields = this.#fieldDeadlines;
    for (let due = fields.next(); due !== undefined && due.at < nowMs; due = fields.next())
      this.#expireFieldsOf(due.key);
  }

  /** Deletes the fields of a hash that are past their time, as active expiry does; false when none was. */
  expireFields(key: Bytes, hash: HashValue): boolean {
    if (this.#ledger.followsMaster) return false;
    const ledger = this.#ledger;
    const expired = deleteExpiredFields(hash, ledger.nowMs);
    if (expired.length === 0) return false;
    this.fieldsExpire(key, hash);
    ledger.expiredFields += expired.length;
    ledger.touched += expired.length;
    if (ledger.onFieldLost !== null)
      for (const field of expired) ledger.onFieldLost(this.index, key, field);
    this.fieldsLost(key, hash.fields.size);
    return true;
  }

  /** Keys that somebody watches. */
  get watchedSize(): number {
    return this.#watches.size;
  }

  /** What keys with an expiry still live on the average, in whole milliseconds, by some of them. */
  averageTtlMs(): number {
    const keys = this.#deadlines.some(ttlSamples);
    const { nowMs } = this.#ledger;
    let sum = 0;
    for (const key of keys) sum += Math.max(0, Number(this.#deadlines.get(key) ?? nowMs) - nowMs);
    return keys.length === 0 ? 0 : Math.floor(sum / keys.length);
  }

  /** Some keys, those included that are past their time, always the same; nobody counts. */
  someKeys(countMax: number): Bytes[] {
    return this.#values.some(countMax);
  }

  /** All keys, those included that are past their time; nobody counts. */
  allKeys(): Bytes[] {
    return this.#values.keys();
  }

  /** Deletes a key without a word to those who watch it or listen: it belongs to another node now. */
  drop(key: Bytes): void {
    if (!this.#remove(key)) return;
    this.#ledger.onKeyChanged?.(this.index, key);
    this.#ledger.onKeySized?.(this.index, key);
  }

  /** Deletes a key to make room, whether or not anybody wants it. */
  evict(key: Bytes): void {
    this.#remove(key);
    this.changed(key, "eevicted");
    this.#ledger.changes--;
    this.#ledger.onKeyLost?.(this.index, key, "evicted");
    this.#ledger.evicted++;
  }

  /** Some keys by chance, each once; fewer when there are fewer. @param fromExpiring only keys that expire. */
  sample(count: number, random: Random, fromExpiring: boolean): readonly Bytes[] {
    const source = fromExpiring ? this.#deadlines : this.#values;
    if (source.size <= count) return source.keys();
    const drawn = new Set<Bytes>();
    for (let i = 0; i < count; i++) drawn.add(source.randomKey(random));
    return [...drawn];
  }

  /** Live keys in the order of insertion. */
  keys(): Bytes[] {
    this.#ledger.touched += this.#values.size;
    const keys = this.#values.keys();
    return this.#deadlines.size === 0 ? keys : keys.filter((key) => !this.isExpired(key));
  }

  scan(cursor: number, count: number): ScanPage {
    const page = this.#values.scan(cursor, count);
    this.#ledger.touched += page.keys.length;
    return page;
  }

  randomKey(random: Random): Bytes | null {
    let triesLeft = 100;
    while (this.#values.size > 0) {
      const key = this.#values.randomKey(random);
      if (this.get(key) !== undefined) return key;
      if (
        this.#ledger.followsMaster &&
        this.#values.size === this.#deadlines.size &&
        --triesLeft === 0
      )
        return key;
      // In a pause keys past their time stay, and nothing else may be left. Redis 7.0 would look for ever; later ones stop so.
      if (this.#ledger.expiryPaused && --triesLeft === 0) return key;
    }
    return null;
  }

  /** Deletes everything and returns how many keys that were. */
  flush(): number {
    const keys = this.#values.keys();
    this.#signalStreamsLost(null);
    this.#values.clear();
    this.keyIndex?.clear();
    this.#deadlines.clear();
    this.#fieldDeadlines.clear();
    // Clients that cache are told of all keys at once.
    const { onKeyModified } = this.#ledger;
    this.#ledger.onKeyModified = null;
    for (const key of keys) this.changed(key, null);
    this.#ledger.onKeyModified = onKeyModified;
    return keys.length;
  }

  /** Puts a key back that a snapshot holds, where there is none of the name. Nobody waits for it. */
  load(key: Bytes, value: Value, atMs: Millis | null): void {
    value.used = this.#ledger.uses === null ? this.#ledger.clock : newCounter(this.#ledger.uses);
    this.#values.set(key, value);
    this.keyIndex?.add(key);
    if (atMs !== null) this.#deadlines.set(key, atMs);
    if (value.kind === "hash" && value.expiries !== undefined) this.fieldsExpire(key, value);
    this.#ledger.onKeyChanged?.(this.index, key);
    this.#ledger.onKeySized?.(this.index, key);
  }

  /** Puts each value through `copy`, as if the server had been ended and started: what is past its time is gone. */
  reload(copy: (value: Value) => Value): void {
    for (const [key, value] of this.#values.entries()) {
      if (this.isExpired(key)) this.#remove(key);
      else {
        const reloaded = copy(value);
        if (value.used !== undefined) reloaded.used = value.used;
        this.#values.set(key, reloaded);
      }
      this.#ledger.onKeyChanged?.(this.index, key);
      this.#ledger.onKeySized?.(this.index, key);
    }
  }

  /** Exchanges the contents with another database; clients stay where they are and see the other's keys. */
  swap(other: Database): void {
    this.#signalStreamsLost(other);
    other.#signalStreamsLost(this);
    [this.#values, other.#values] = [other.#values, this.#values];
    [this.#deadlines, other.#deadlines] = [other.#deadlines, this.#deadlines];
    [this.#fieldDeadlines, other.#fieldDeadlines] = [other.#fieldDeadlines, this.#fieldDeadlines];
    for (const db of [this, other]) {
      db.#tellOfExchange(db === this ? other : this);
      if (this.#ledger.onKeyReady !== null)
        for (const [key, { kind }] of db.#values.entries()) db.signal(key, kind);
      if (this.#ledger.onKeyChanged !== null)
        for (const key of db.#values.keys()) this.#ledger.onKeyChanged(db.index, key);
      if (this.#ledger.onKeySized !== null)
        for (const key of [...this.#values.keys(), ...other.#values.keys()])
          this.#ledger.onKeySized(db.index, key);
    }
    this.#ledger.changes++;
  }

  watch(key: Bytes, watch: Watch): void {
    const watches = this.#watches.get(key);
    if (watches === undefined) this.#watches.set(key, new Set([watch]));
    else watches.add(watch);
  }

  unwatch(key: Bytes, watch: Watch): void {
    const watches = this.#watches.get(key);
    if (watches?.delete(watch) && watches.size === 0) this.#watches.delete(key);
  }

  #missed(key: Bytes): undefined {
    const ledger = this.#ledger;
    if ((ledger.lookup & lookupCounts) === 0) return undefined;
    ledger.misses++;
    if (ledger.onKeyEvent !== null && (ledger.lookup & lookupIsQuiet) === 0)
      this.notify("mkeymiss", key);
    return undefined;
  }

  #remove(key: Bytes): boolean {
    if (this.#ledger.onKeyReady !== null) {
      const old = this.#values.get(key);
      if (old !== undefined) this.signal(key, old.kind);
    }
    this.#deadlines.delete(key);
    if (this.#fieldDeadlines.size !== 0) this.#fieldDeadlines.delete(key);
    if (this.keyIndex !== null) this.keyIndex.remove(key);
    return this.#values.delete(key);
  }

  /** Before the contents go or are exchanged: members of groups wait for streams that will not be there any more. */
  #signalStreamsLost(successor: Database | null): void {
    if (this.#ledger.onKeyReady === null) return;
    const successors = successor === null ? null : successor.#values;
    for (const [key, { kind }] of this.#values.entries())
      if (kind === "stream" && successors?.get(key)?.kind !== kind) this.signal(key, kind);
  }

  #expireFieldsOf(key: Bytes): void {
    const hash = this.#values.get(key);
    if (hash?.kind === "hash" && this.expireFields(key, hash)) return;
    // Noted for a field that has lost its time since.
    if (hash?.kind === "hash") this.fieldsExpire(key, hash);
    else this.#fieldDeadlines.delete(key);
  }

  #expire(key: Bytes): void {
    if (this.#ledger.expiryPaused || this.#ledger.followsMaster) return;
    this.#remove(key);
    this.#ledger.expired++;
    this.changed(key, "xexpired");
    this.#ledger.changes--; // It is no change of the command that met the key.
    this.#ledger.onKeyLost?.(this.index, key, "expired");
  }

  /** A watched key counts as changed when it was or is there, unless it is past its time or was when it was watched. */
  #tellOfExchange(before: Database): void {
    for (const [key, watches] of this.#watches) {
      const [existed, exists] = [before.#values.has(key), this.#values.has(key)];
      const isExpired = exists && this.isExpired(key);
      for (const watch of existed || exists ? watches : []) {
        if (watch.expired && !exists) watch.expired = false;
        else if (!existed && !watch.expired && isExpired) watch.expired = true;
        else if (!watch.expired || !isExpired) watch.onChange();
      }
    }
  }

  #tellWatchers(key: Bytes): void {
    for (const watch of this.#watches.get(key) ?? []) {
      if (watch.expired && !this.#values.has(key)) watch.expired = false;
      else watch.onChange();
    }
  }
}
