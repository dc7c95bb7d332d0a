/**
 * The text with every control character spelled out, "\x1b". Names and values come from the code under test and from
 * artefacts, and one that holds an escape sequence must not move a terminal's cursor.
 */
export const printable = (text: string): string =>
  text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
