/** What a process that ended by itself said of the reason: the error that nobody caught, or else its last line. */
export function reasonIn(lastWords: string): string {
  const error = /^(?:[A-Z]\w*)?Error(?: \[\w+\])?: .*$/m.exec(lastWords)?.[0];
  return error ?? lastWords.trimEnd().split("\n").at(-1) ?? "";
}
