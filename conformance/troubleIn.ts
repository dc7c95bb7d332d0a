/**
 * What an error says that is no bug of ours; null when it is one. A real server, or what it runs in, did not do what it must, or
 * the disk is full. Threads send no more of an error than its message.
 */
export function troubleIn(line: string): string | null {
  const ofServers = /^conformance\/cluster: ([A-Z_]+ .*)$/.exec(line)?.[1];
  if (ofServers !== undefined) return ofServers;
  const full = /^(?:ENOSPC|EDQUOT): .*$/.exec(line)?.[0];
  return full === undefined
    ? null
    : `DISK_FULL ${full}; free some space, or name a folder with some in TMPDIR`;
}
