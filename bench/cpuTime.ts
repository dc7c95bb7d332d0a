/**
 * Milliseconds of processor time that something takes in this process. Where two things are compared that other work of
 * the machine may meet unequally, the clock on the wall says more about the machine.
 */
export async function cpuTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
