/** A command as it must be sent to a cluster, so that it reaches the node that serves the key. */
export function routedBy(key: string, command: readonly string[]): readonly string[] {
  if (command.includes(key)) return command;
  return ["EVAL", "return redis.call(unpack(ARGV))", "1", key, ...command];
}
