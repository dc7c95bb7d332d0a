import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { RestartData } from "../../sim/redisServer.ts";
import type { Persistence } from "./nodeSettings.ts";

/**
 * The folder of one node: its configuration, its log, its clock if it has one, and `data`, where the server writes.
 * The server may lie in a container and see the folder elsewhere; files are moved here only while it is down, or where
 * it does not look.
 */
export class NodeFolder {
  readonly path: string;
  readonly #persistence: Persistence;
  /** Where in the log the server's present life begins. */
  #lifeAt = 0;

  constructor(parent: string, name: string, persistence: Persistence) {
    this.path = join(parent, name);
    this.#persistence = persistence;
    mkdirSync(this.path);
    mkdirSync(this.data);
  }

  get data(): string {
    return join(this.path, "data");
  }

  get configFile(): string {
    return join(this.path, "redis.conf");
  }

  get logFile(): string {
    return join(this.path, "log");
  }

  writeConfig(text: string): void {
    writeFileSync(this.configFile, text);
    closeSync(openSync(this.logFile, "a"));
  }

  log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, "utf8") : "";
  }

  /** Whether the disk under it is full, so that a server may have had no room for the last words of its log. */
  get isFull(): boolean {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize < pageBytes;
  }

  /** Why what the server wrote last, in this life, is not all on disk, in its own words; null when it is. */
  get unwritten(): string | null {
    const lines = this.log()
      .slice(this.#lifeAt)
      .match(/(?:Error|Short write).* writing to the AOF file.*|AOF write error looks solved/g);
    const last = lines?.at(-1) ?? "solved";
    return last.endsWith("solved") ? null : last;
  }

  /** Puts what somebody saved out of the way of the SAVE before a kill. */
  beforeLastSave(): void {
    this.#move(dump, savedBefore);
  }

  /** Puts what the SAVE before a kill wrote where a restart finds it, and what somebody had saved back. */
  afterLastSave(): void {
    this.#move(dump, kept);
    this.#move(savedBefore, dump);
  }

  get hasKept(): boolean {
    return this.#persistence === "appendOnly" || existsSync(this.#file(kept));
  }

  /** Lays out what the server is to start with. The cluster that it remembers (nodes.conf) stays in each case. */
  beforeRestart(data: RestartData): void {
    this.#lifeAt = this.log().length;
    const withLog = this.#persistence === "appendOnly";
    if (data === "empty") this.#remove(dump);
    if (data === "kept" && !withLog) {
      this.#move(dump, savedBefore);
      this.#move(kept, dump);
    }
    if (data !== "kept" && withLog) this.#beginAppendOnlyFile();
  }

  /** The server has loaded what it was given: on its disk lies again what somebody had saved. */
  afterRestart(data: RestartData): void {
    if (this.#persistence === "saves" && data === "kept") {
      this.#remove(dump);
      this.#move(savedBefore, dump);
    }
    this.#remove(kept);
  }

  /**
   * A server with an append-only file loads nothing else, so what was saved becomes the base of a new one, in the
   * layout of Redis 7.0 and later (`aofManifest` in aof.c of Redis 7.0.15).
   */
  #beginAppendOnlyFile(): void {
    const folder = this.#file("appendonlydir");
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(this.#file(dump))) return;
    mkdirSync(folder);
    copyFileSync(this.#file(dump), join(folder, "appendonly.aof.1.base.rdb"));
    writeFileSync(join(folder, "appendonly.aof.1.incr.aof"), "");
    writeFileSync(
      join(folder, "appendonly.aof.manifest"),
      "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n",
    );
  }

  #file(name: string): string {
    return join(this.data, name);
  }

  #move(from: string, to: string): void {
    if (existsSync(this.#file(from))) renameSync(this.#file(from), this.#file(to));
  }

  #remove(name: string): void {
    rmSync(this.#file(name), { force: true });
  }
}

const pageBytes = 4096;

/** `dbfilename`: what SAVE and BGSAVE write, and a server without an append-only file loads. */
const dump = "dump.rdb";
const kept = "kept.rdb";
const savedBefore = "saved-before.rdb";
