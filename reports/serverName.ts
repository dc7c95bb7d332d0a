/** The server of a release as it is recorded: "7.0.15" is Redis 7.0.15, "valkey-8.1.1" Valkey 8.1.1. */
export const serverName = (release: string): string =>
  release.startsWith("valkey-") ? `Valkey ${release.slice("valkey-".length)}` : `Redis ${release}`;
