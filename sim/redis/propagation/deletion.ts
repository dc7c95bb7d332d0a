/** Why the server deletes a key; what it is asked to delete counts as "user-del". */
export type DeletionCause = "expire" | "eviction" | "user-del" | "server-del";

/** The command that says so, as `lazyfree-lazy-...` of the configuration wants it. */
export function deletion(config: ReadonlyMap<string, string>, cause: DeletionCause): string {
  return config.get(`lazyfree-lazy-${cause}`) === "yes" ? "UNLINK" : "DEL";
}
