/** Whether what declares this may take more memory. */
export function mayTakeMemory(flags: ReadonlySet<string>): boolean {
  return !flags.has("no-writes") && !flags.has("allow-oom");
}
