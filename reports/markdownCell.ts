/** Text that may stand in a cell of a table. */
export const markdownCell = (text: string): string =>
  text.replaceAll("|", String.raw`\|`).replaceAll("\n", " ");
