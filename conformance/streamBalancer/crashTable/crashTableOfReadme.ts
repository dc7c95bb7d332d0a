import { fileURLToPath } from "node:url";
import { publishedBalancer } from "../../../adapters/streamBalancer/published/publishedBalancer.ts";
import { referenceBalancer } from "../../../adapters/streamBalancer/reference/referenceBalancer.ts";
import { crashTable } from "./crashTable.ts";

/** Where the table stands. */
export const crashTableSection = {
  page: fileURLToPath(new URL("../../../../spec/streamBalancer/README.md", import.meta.url)),
  begin: "<!-- npm run acceptance -- crash-table: begin -->",
} as const;

/** The tables of the contract's page, and the rows in which the reference has lost something. */
export async function crashTableOfReadme(): Promise<{
  readonly tables: string;
  readonly lostByReference: readonly string[];
}> {
  const published = await crashTable(publishedBalancer);
  const reference = await crashTable(referenceBalancer);
  return {
    tables: `${published}\n\n${reference}`,
    lostByReference: reference.split("\n").filter((line) => line.includes("**lost**")),
  };
}
