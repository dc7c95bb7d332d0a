import type { Bytes } from "../bytes.ts";
import { runsScripts } from "../commandTraits.ts";
import type { Context } from "../context.ts";
import type { Ledger } from "../ledger.ts";
import type { Reply } from "../reply.ts";
import type { Behaviour } from "../versions/behaviour.ts";
import { deletion } from "./deletion.ts";
import type { Effect } from "./effect.ts";

/** What a command that runs is told as, while nobody knows yet whether it changes anything. */
type Running = {
  /** Null for a client that is served, until it is known what it gets. */
  argv: readonly Bytes[] | null;
  isPrevented: boolean;
  isForced: boolean;
};

/**
 * What happens to the data, as commands that do the same to a copy of it: what Redis 7.0.15 sends to replicas and writes
 * to the append-only file (`call`, `alsoPropagate` and `propagatePendingCommands` in server.c).
 *
 * A command that changed something is told as it is, unless it says otherwise. Nothing is gathered while nobody follows.
 */
export class Propagation {
  readonly #ledger: Ledger;
  readonly #config: ReadonlyMap<string, string>;
  readonly #behaviour: Behaviour;
  #onEffects: ((effects: readonly Effect[]) => void) | null = null;
  #pending: Effect[] = [];
  #running: Running | null = null;
  /** The database of what was told last. */
  #lastDb = 0;
  /** Commands that run within commands, as in EXEC and scripts. */
  #depth = 0;

  /** Whether the running script has asked, by redis.set_repl, that replicas are not told of its commands. */
  scriptIsMuted = false;

  constructor(ledger: Ledger, config: ReadonlyMap<string, string>, behaviour: Behaviour) {
    this.#ledger = ledger;
    this.#config = config;
    this.#behaviour = behaviour;
  }

  /**
   * Told of the effects of each command, transaction, script, served client, expiry and eviction, when it is done and if
   * there are any; several of one unit stand between MULTI and EXEC where Redis puts these. Null while nobody follows.
   */
  get onEffects(): ((effects: readonly Effect[]) => void) | null {
    return this.#onEffects;
  }

  set onEffects(observer: ((effects: readonly Effect[]) => void) | null) {
    this.#onEffects = observer;
    this.#ledger.onKeyLost = observer === null ? null : this.#onKeyLost;
    this.#ledger.onFieldLost = observer === null ? null : this.#onFieldLost;
    if (observer === null) this.#pending = [];
  }

  /** Whether anybody follows. Who makes up other commands than those that clients gave asks first. */
  get isFollowed(): boolean {
    return this.#onEffects !== null;
  }

  /** Runs a command and gathers what it is told as; when it is the outermost one, tells it. */
  follow(context: Context, run: (context: Context) => Reply): Reply {
    const outer = this.#running;
    const running: Running = { argv: context.argv, isPrevented: false, isForced: false };
    const changesBefore = this.#ledger.changes;
    const { name, traits } = context.command;
    const isScript = (traits & runsScripts) !== 0;
    if (isScript) this.scriptIsMuted = false;
    this.#running = running;
    this.#depth++;
    const reply = run(context);
    this.#depth--;
    this.#running = outer;
    const hasEffect = running.isForced || this.#ledger.changes > changesBefore;
    const isMuted = context.origin === "script" && this.scriptIsMuted;
    const isMadeOfOthers = name === "EXEC" || isScript;
    if (hasEffect && !running.isPrevented && !isMadeOfOthers && !isMuted)
      this.add(context.db.index, running.argv!);
    // What may meet any key deletes those past their time one by one, as active expiry does.
    if (this.#depth === 0) this.tell(!touchesArbitraryKeys.has(name));
    return reply;
  }

  /** Serves a client that has waited, which is told by itself. */
  serve<R>(db: number, run: () => R): R {
    if (this.#onEffects === null) return run();
    this.tell(); // The key for which it is served may have been past its time.
    const outer = this.#running;
    const running: Running = { argv: null, isPrevented: false, isForced: false };
    this.#running = running;
    const result = run();
    this.#running = outer;
    if (running.argv !== null) this.add(db, running.argv);
    this.tell();
    return result;
  }

  /** The running command, or the client that is served, is told as this command. */
  rewrite(argv: readonly Bytes[]): void {
    if (this.#running !== null) this.#running.argv = argv;
  }

  /** This is told, too, before what the running command is told as. */
  add(db: number, argv: readonly Bytes[]): void {
    if (this.#onEffects !== null) this.#pending.push({ db, argv });
  }

  /** The running command is not told itself, whatever it changed. */
  prevent(): void {
    if (this.#running !== null) this.#running.isPrevented = true;
  }

  /** The running command is told even if it changed nothing. */
  force(): void {
    if (this.#running !== null) this.#running.isForced = true;
  }

  /** Ends a unit: tells what was gathered. @param wraps whether several effects are one transaction. */
  tell(wraps = true): void {
    if (this.#pending.length === 0 || this.#depth > 0) return;
    const effects = this.#pending;
    this.#pending = [];
    const lastDb = this.#lastDb;
    this.#lastDb = effects.at(-1)!.db;
    if (wraps && effects.length > 1) {
      const db = this.#behaviour.multiNeedsNoDatabase ? lastDb : effects[0]!.db;
      effects.unshift({ db, argv: ["MULTI"] });
      effects.push({ db: this.#lastDb, argv: ["EXEC"] });
    }
    this.#onEffects?.(effects);
  }

  readonly #onFieldLost = (db: number, key: Bytes, field: Bytes): void => {
    this.add(db, ["HDEL", key, field]);
  };

  readonly #onKeyLost = (db: number, key: Bytes, because: "expired" | "evicted"): void => {
    const cause = because === "expired" ? "expire" : "eviction";
    this.add(db, [deletion(this.#config, cause), key]);
  };
}

const touchesArbitraryKeys: ReadonlySet<string> = new Set(["SCAN", "RANDOMKEY"]);
