/** What lies in a lease: `<fence> <process>/<life> <entry>`. It tells owners, their lives, and their entries apart. */
export type LeaseToken = string;

/** The fence in a token. */
export const fenceIn = (token: LeaseToken): string => token.split(" ")[0] ?? "";

/** The process that a token names. */
export const holderOf = (token: LeaseToken): string => {
  const [, instance = ""] = token.split(" ");
  return instance.slice(0, instance.lastIndexOf("/"));
};
