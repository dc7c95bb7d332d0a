import type { StreamBalancerSubject } from "../../../adapters/streamBalancer/subject.ts";
import { crashRows, type CrashRow } from "./crashRows.ts";
import { operations } from "./operations.ts";

/**
 * What is left when somebody dies right after any command of an operation, and what comes of it, as a table in Markdown, from a
 * run for each row.
 */
export async function crashTable(subject: StreamBalancerSubject): Promise<string> {
  const rows: string[] = [];
  for (const operation of operations) {
    for (const row of await crashRows(subject, operation)) rows.push(tell(operation.name, row));
  }
  return [`**\`${subject.name}\`**`, "", ...heading, ...rows].join("\n");
}

const heading = [
  "| operation | killed after | pending | in the stream | lease | dead letters | in the end |",
  "| --- | --- | --- | --- | --- | --- | --- |",
];

const tell = (operation: string, row: CrashRow): string =>
  `| ${operation} | ${row.command} | ${row.pending} | ${row.inStream} | ${row.lease} | ${row.deadLetters} | ${row.outcome} |`;
