/**
 * One part of the proof: says what it sees, and returns what is wrong; nothing when all is well.
 *
 * @param isFull whether it may take as long as all of it takes; else as long as CI has.
 */
export type Acceptance = (
  jobs: number,
  say: (line: string) => void,
  isFull: boolean,
) => Promise<readonly string[]>;
