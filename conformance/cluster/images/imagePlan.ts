/** A test image that `npm run images` builds. */
export type ImagePlan = {
  readonly image: string;
  readonly program: "redis-server" | "valkey-server";
  /** The release of Debian that has this server. */
  readonly suite: "bookworm" | "trixie";
  /** What the program must say that it is. */
  readonly version: string;
};

export const imagePlans: readonly ImagePlan[] = [
  {
    image: "claimcheck/redis:7.0",
    program: "redis-server",
    suite: "bookworm",
    version: "Redis 7.0",
  },
  { image: "claimcheck/redis:8.0", program: "redis-server", suite: "trixie", version: "Redis 8.0" },
  {
    image: "claimcheck/valkey:8.1",
    program: "valkey-server",
    suite: "trixie",
    version: "Valkey 8.1",
  },
];
