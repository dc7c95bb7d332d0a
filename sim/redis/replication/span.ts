/** Some time that something takes, in milliseconds by a clock that may be set back meanwhile: then it is over. */
export type Span = { readonly fromMs: number; readonly untilMs: number };

export function spanFrom(nowMs: number, ms: number): Span {
  return { fromMs: nowMs, untilMs: nowMs + ms };
}

export function isOver({ fromMs, untilMs }: Span, nowMs: number): boolean {
  return nowMs >= untilMs || nowMs < fromMs;
}

/** When it is over, as the clock stands now. */
export function endOf(span: Span, nowMs: number): number {
  return isOver(span, nowMs) ? nowMs : span.untilMs;
}
