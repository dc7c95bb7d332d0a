/**
 * Whether a command, right or wrong, would make a server allocate hundreds of megabytes, or wait where nobody should:
 * what a mistake may have made of it.
 */
export function isTooMuch(argv: readonly string[]): boolean {
  const name = (argv[0] ?? "").toUpperCase();
  switch (name) {
    case "SETBIT":
    case "SETRANGE":
      return isBig(argv[2] ?? "");
    case "BITFIELD":
    case "BITFIELD_RO":
      return argv.slice(2).some((text) => isBig(text.replace("#", "")));
    case "SRANDMEMBER":
    case "HRANDFIELD":
    case "ZRANDMEMBER":
      return Number(argv[2] ?? "0") < 0;
    case "WAIT":
      return argv[1] !== "0";
    default:
      return false;
  }
}

/** Beyond a kilobyte or a kilobit, but not so far that it is refused. */
function isBig(text: string): boolean {
  const number = Number(text);
  return number > 20_000 && number < 4_294_967_296 && number !== 536_870_912;
}
