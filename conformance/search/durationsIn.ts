/** Arguments after which comes a time, and how many milliseconds one of it is. */
const afterWord: Readonly<Record<string, number>> = {
  PX: 1,
  EX: 1_000,
  BLOCK: 1,
  MINIDLE: 1,
  IDLE: 1,
};

/** Commands whose argument at this position is a time, and how many milliseconds one of it is. */
const ofCommand: Readonly<Record<string, readonly [position: number, unitMs: number]>> = {
  PEXPIRE: [2, 1],
  EXPIRE: [2, 1_000],
  PSETEX: [2, 1],
  SETEX: [2, 1_000],
  XAUTOCLAIM: [4, 1],
  XCLAIM: [4, 1],
  WAIT: [2, 1],
  BLPOP: [-1, 1_000],
  BRPOP: [-1, 1_000],
  BZPOPMIN: [-1, 1_000],
  BZPOPMAX: [-1, 1_000],
  BLMOVE: [-1, 1_000],
};

/**
 * The times that a request names, in milliseconds. What a script makes of its arguments nobody knows, so each whole
 * number that it is given may be one.
 */
export function durationsIn(request: readonly string[]): readonly number[] {
  const name = (request[0] ?? "").toUpperCase();
  if (name === "EVAL" || name === "EVALSHA" || name === "FCALL") {
    const keys = Number(request[2] ?? 0);
    return request.slice(3 + keys).flatMap((text) => msOf(text, 1));
  }
  const [position, unitMs] = ofCommand[name] ?? [0, 1];
  const own = position === 0 ? undefined : request.at(position);
  const named = request.flatMap((word, at) => {
    const unit = afterWord[word.toUpperCase()];
    return unit === undefined ? [] : msOf(request[at + 1] ?? "", unit);
  });
  return [...(own === undefined ? [] : msOf(own, unitMs)), ...named];
}

const msOf = (text: string, unitMs: number): readonly number[] =>
  /^\d{1,9}(\.\d{1,3})?$/.test(text) ? [Math.round(Number(text) * unitMs)] : [];
