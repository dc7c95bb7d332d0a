/** One part of the proof: says what it sees, and returns what is wrong; nothing when all is well. */
export type Acceptance = (jobs: number, say: (line: string) => void) => Promise<readonly string[]>;
