/** One annotation of GitHub Actions, in a line. */
export const annotation = (
  kind: "error" | "warning" | "notice",
  title: string,
  text: string,
): string => `::${kind} title=${escapeProperty(title)}::${escapeData(text)}`;

// Both escapes are those of actions/toolkit, packages/core/src/command.ts.
const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
