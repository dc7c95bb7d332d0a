/**
 * One real timer that wakes a node when it owes something next, however many deadlines it has.
 *
 * A deadline that moved away leaves the timer as it is: it fires, finds nothing to do, and is set again.
 */
export class Alarm {
  readonly #nowUs: () => number;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | null = null;
  #dueUs = Infinity;

  /** @param ring called at the deadline; it sets the alarm again. */
  constructor(nowUs: () => number, ring: () => void) {
    this.#nowUs = nowUs;
    this.#ring = ring;
  }

  /** @param deadlineUs by the clock; null when there is nothing to wait for. */
  set(deadlineUs: number | null): void {
    if (deadlineUs === null || deadlineUs >= this.#dueUs) return;
    this.clear();
    this.#dueUs = deadlineUs;
    const waitMs = Math.ceil((deadlineUs - this.#nowUs()) / 1000);
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#dueUs = Infinity;
        this.#ring();
      },
      Math.min(Math.max(waitMs, 0), timerMsMax),
    );
  }

  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#dueUs = Infinity;
  }
}

/** A longer setTimeout fires at once. */
const timerMsMax = 2 ** 31 - 1;
