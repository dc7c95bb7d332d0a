import { contracts } from "../contracts/index.ts";
import type { MatrixContract } from "./matrixTable.ts";

/** All contracts, with what is known of their subjects without running any. */
export const matrixContracts: readonly MatrixContract[] = contracts.map(
  ({ name, rules, subjects }) => ({
    name,
    rules: rules.map(({ id }) => id),
    subjects: subjects.filter(({ breaks }) => breaks === undefined).map((subject) => subject.name),
    broken: subjects.flatMap(({ name: subject, breaks }) =>
      breaks === undefined ? [] : [{ subject, breaks }],
    ),
  }),
);
