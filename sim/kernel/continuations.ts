import { createHook } from "node:async_hooks";
import { currentContext, type Context } from "./context.ts";

/** A turn of the world in which code of one process goes on for so long has no end. */
const perTurnMax = 200_000;

/**
 * Counts how often code goes on after an `await` or a `then`, by the operation on whose behalf it does: what a wait does
 * while it waits, although nothing is set and nothing comes. It costs much, so it is only switched on for whoever asks.
 *
 * Code that always goes on never lets the world have its next turn, and cannot be stopped from within. Who is told of
 * it has to end the thread, before it returns.
 */
export class Continuations {
  readonly #contexts = new Map<number, Context>();
  readonly #counts = new Map<number, number>();
  readonly #turn: () => number;
  readonly #hook: { enable(): unknown; disable(): unknown };
  #lastTurn = -1;
  #inTurn = 0;

  /**
   * @param turn a number that is another one in every turn of the world
   * @param onEndless told of whoever goes on without end
   * @param onGoesOn told of each time
   */
  constructor(
    turn: () => number,
    onEndless: (context: Context) => void,
    onGoesOn: (context: Context) => void = () => {},
  ) {
    this.#turn = turn;
    this.#hook = createHook({
      init: (id, type) => {
        if (type !== "PROMISE") return;
        const context = currentContext();
        if (context !== undefined) this.#contexts.set(id, context);
      },
      before: (id) => {
        const context = this.#contexts.get(id);
        if (context === undefined) return;
        this.#contexts.delete(id);
        const { op } = context;
        if (op !== null) this.#counts.set(op, (this.#counts.get(op) ?? 0) + 1);
        onGoesOn(context);
        this.#note(context, onEndless);
      },
    });
    this.#hook.enable();
  }

  /** How often code of an operation has gone on since this was asked last. */
  take(op: number): number {
    const count = this.#counts.get(op) ?? 0;
    this.#counts.delete(op);
    return count;
  }

  end(): void {
    this.#hook.disable();
  }

  #note(context: Context, onEndless: (context: Context) => void): void {
    const turn = this.#turn();
    if (turn !== this.#lastTurn) {
      this.#lastTurn = turn;
      this.#inTurn = 0;
    }
    if (++this.#inTurn === perTurnMax) onEndless(context);
  }
}
