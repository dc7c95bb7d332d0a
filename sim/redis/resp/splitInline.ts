import type { Bytes } from "../bytes.ts";

/**
 * Splits a line as a shell would: blanks separate, "double" quotes know \n, \x41 and friends, 'single' ones only \'.
 * Null when a quote is not closed or something stands directly behind a closing one.
 */
export function splitInline(line: Bytes): Bytes[] | null {
  const words: Bytes[] = [];
  let at = 0;
  for (;;) {
    while (isBlank(line[at])) at++;
    if (at >= line.length) return words;
    let word = "";
    while (at < line.length && !isBlank(line[at])) {
      const quote = line[at]!;
      if (quote !== '"' && quote !== "'") {
        word += quote;
        at++;
        continue;
      }
      const quoted = quote === '"' ? doubleQuoted(line, at + 1) : singleQuoted(line, at + 1);
      if (quoted === null) return null;
      word += quoted.text;
      at = quoted.next;
      if (at < line.length && !isBlank(line[at])) return null;
    }
    words.push(word);
  }
}

type Quoted = { readonly text: Bytes; readonly next: number };

function doubleQuoted(line: Bytes, from: number): Quoted | null {
  let text = "";
  for (let at = from; at < line.length; at++) {
    const char = line[at]!;
    if (char === '"') return { text, next: at + 1 };
    if (char !== "\\" || at + 1 >= line.length) {
      text += char;
      continue;
    }
    const hex = /^x[0-9a-fA-F]{2}/.exec(line.slice(at + 1, at + 4));
    if (hex === null) {
      at++;
      const escaped = line[at]!;
      text += escapes.get(escaped) ?? escaped;
    } else {
      text += String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 4), 16));
      at += 3;
    }
  }
  return null;
}

function singleQuoted(line: Bytes, from: number): Quoted | null {
  let text = "";
  for (let at = from; at < line.length; at++) {
    const char = line[at]!;
    if (char === "'") return { text, next: at + 1 };
    if (char === "\\" && line[at + 1] === "'") at++;
    text += line[at]!;
  }
  return null;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["a", "\x07"],
]);

function isBlank(char: string | undefined): boolean {
  return char !== undefined && /[\t-\r ]/.test(char);
}
