/** A test of the suite that the model is not expected to pass, and why. */
export type UpstreamException = {
  readonly unit: string;
  /** Its name in the suite. */
  readonly test: string;
  readonly why: string;
};

const files = "The model keeps nothing on disk: no RDB, no AOF, no configuration to rewrite.";
const replicas = "The model is one server: it has no replicas and sends no replication stream.";
const timeStandsStill =
  "A script runs to its end at once; nobody is told BUSY, and one that does not end is refused.";

const because = (
  why: string,
  tests: Readonly<Record<string, readonly string[]>>,
): UpstreamException[] =>
  Object.entries(tests).flatMap(([unit, names]) => names.map((test) => ({ unit, test, why })));

const exceptions: readonly UpstreamException[] = [
  ...because(files, {}),
  ...because(replicas, {}),
  ...because(timeStandsStill, {}),
];

/** What is excepted in a unit. Each is left out by name, counted and printed. */
export function exceptionsOf(unit: string): readonly UpstreamException[] {
  return exceptions.filter((exception) => exception.unit === unit);
}
