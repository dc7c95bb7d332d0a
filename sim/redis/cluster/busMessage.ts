/** What the nodes of a cluster say to each other on the bus. */
export type BusMessage = { readonly type: string };
