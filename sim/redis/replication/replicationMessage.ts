/** What a replica and its master say to each other. */
export type ReplicationMessage = { readonly type: string };
