/**
 * A string of bytes: each character is one byte, 0 to 255 ("latin1").
 *
 * Keys and values are kept this way because V8 stores such strings in one byte per character, compares them as memcmp
 * would, and hashes them for Map. Text enters and leaves as UTF-8 only at the edge of a client.
 */
export type Bytes = string;
