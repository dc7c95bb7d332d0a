import { InputError } from "../../spec/inputError.ts";

/** How many seeds run side by side. More than 64 threads cost more than they give on any machine we know. */
export function parseJobs(text: string): number {
  const jobs = /^[0-9]{1,3}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= 64) return jobs;
  throw new InputError(
    "BAD_JOBS",
    `--jobs: got ${JSON.stringify(text)}; give a whole number from 1 to 64`,
  );
}
