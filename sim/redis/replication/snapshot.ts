/** All that a node's data is at one moment, as a file of it would hold: a copy, which nobody changes. */
export type Snapshot = { readonly type: "snapshot" };
