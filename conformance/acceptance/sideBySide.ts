/** Does so many tasks at a time, in their order. */
export async function sideBySide(
  tasks: readonly (() => Promise<void>)[],
  jobs: number,
): Promise<void> {
  const waiting = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}
