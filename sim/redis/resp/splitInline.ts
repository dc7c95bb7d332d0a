import type { Bytes } from "../bytes.ts";

/**
 * Splits a line as a shell would: blanks separate, "double" quotes know \n, \x41 and friends, 'single' ones only \'.
 * Null when a quote is not closed or something stands directly behind a closing one.
 */
export function splitInline(line: Bytes): Bytes[] | null {
  const words: Bytes[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isBlank(line.charCodeAt(at))) at++;
    if (at >= line.length) return words;
    let word = "";
    while (at < line.length && !isBlank(line.charCodeAt(at))) {
      const code = line.charCodeAt(at);
      if (code !== doubleQuote && code !== singleQuote) {
        const end = endOfPlain(line, at);
        word += line.slice(at, end);
        at = end;
        continue;
      }
      const quoted = code === doubleQuote ? doubleQuoted(line, at + 1) : singleQuoted(line, at + 1);
      if (quoted === null) return null;
      word += quoted.text;
      at = quoted.next;
      if (at < line.length && !isBlank(line.charCodeAt(at))) return null;
    }
    words.push(word);
  }
}

type Quoted = { readonly text: Bytes; readonly next: number };

function doubleQuoted(line: Bytes, from: number): Quoted | null {
  let text = "";
  let copied = from;
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === doubleQuote) return { text: text + line.slice(copied, at), next: at + 1 };
    if (code !== backslash || at + 1 >= line.length) continue;
    text += line.slice(copied, at);
    const hex = /^x[0-9a-fA-F]{2}/.exec(line.slice(at + 1, at + 4));
    if (hex === null) {
      at++;
      const escaped = line[at]!;
      text += escapes.get(escaped) ?? escaped;
    } else {
      text += String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 4), 16));
      at += 3;
    }
    copied = at + 1;
  }
  return null;
}

function singleQuoted(line: Bytes, from: number): Quoted | null {
  let text = "";
  let copied = from;
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === singleQuote) return { text: text + line.slice(copied, at), next: at + 1 };
    if (code !== backslash || line.charCodeAt(at + 1) !== singleQuote) continue;
    text += line.slice(copied, at);
    at++;
    copied = at;
  }
  return null;
}

/** Where something begins that is not simply part of the word. */
function endOfPlain(line: Bytes, from: number): number {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === doubleQuote || code === singleQuote || isBlank(code)) return at;
  }
  return line.length;
}

const doubleQuote = 34;
const singleQuote = 39;
const backslash = 92;

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["a", "\x07"],
]);

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
