/** What COMMAND DOCS says of one command, as JSON: maps are objects, sets are arrays, statuses are texts. */
export type DocsOfCommand = { readonly [field: string]: Documented };

export type Documented = string | number | readonly Documented[] | DocsOfCommand;
