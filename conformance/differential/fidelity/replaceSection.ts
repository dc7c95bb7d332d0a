import { InputError } from "../../../spec/inputError.ts";

/**
 * A text whose section between `<!-- name -->` and `<!-- /name -->` is replaced.
 *
 * @param file where the text is from, for the error.
 * @throws InputError NO_SECTION when the marks are not there.
 */
export function replaceSection(text: string, name: string, section: string, file: string): string {
  const from = text.indexOf(`<!-- ${name} -->`);
  const to = text.indexOf(`<!-- /${name} -->`);
  if (from === -1 || to < from)
    throw new InputError(
      "NO_SECTION",
      `${file} has no section <!-- ${name} --> ... <!-- /${name} -->; add both marks, each on a line of its own`,
    );
  return `${text.slice(0, from)}<!-- ${name} -->\n\n${section}\n\n${text.slice(to)}`;
}
