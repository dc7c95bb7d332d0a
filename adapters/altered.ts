/**
 * A text in which one place reads differently: the whole defect of a broken script, in sight.
 *
 * @throws Error when the place is missing or not the only one: the reference has changed, and the defect with it.
 */
export function altered(text: string, was: string, becomes: string): string {
  const places = text.split(was);
  if (places.length !== 2) {
    throw new Error(
      `altered: "${was}" occurs ${places.length - 1} times in the reference; exactly once would be right`,
    );
  }
  return places.join(becomes);
}
