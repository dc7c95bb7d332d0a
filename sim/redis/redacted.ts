import type { Bytes } from "./bytes.ts";
import type { Command } from "./command.ts";

const mark = "(redacted)";

/** Parameters whose values are nobody's business. */
const secretParameters: ReadonlySet<string> = new Set([
  "masterauth",
  "masteruser",
  "primaryauth",
  "primaryuser",
  "requirepass",
]);

/** What follows AUTH and AUTH2 among the options of MIGRATE. */
function withoutPasswords(argv: readonly Bytes[]): readonly Bytes[] {
  const shown = [...argv];
  for (let i = 6; i < argv.length; i++) {
    const option = argv[i]!.toLowerCase();
    const secrets = option === "auth" ? 1 : option === "auth2" ? 2 : 0;
    if (option === "keys" || i + secrets >= argv.length) break;
    shown.fill(mark, i + 1, i + 1 + secrets);
    i += secrets;
  }
  return shown;
}

/** A request as logs and monitors may show it: without passwords, and without what is said of users. */
export function redacted({ name }: Command, argv: readonly Bytes[]): readonly Bytes[] {
  switch (name) {
    case "AUTH":
      return argv.map((argument, index) => (index > 0 ? mark : argument));
    case "ACL|SETUSER":
    case "ACL|DELUSER":
      return argv.map((argument, index) => (index > 1 ? mark : argument));
    case "ACL|GETUSER":
      return argv.map((argument, index) => (index === 2 ? mark : argument));
    case "CONFIG|SET":
      return argv.map((argument, index) =>
        index > 2 && index % 2 === 1 && secretParameters.has(argv[index - 1]!.toLowerCase())
          ? mark
          : argument,
      );
    case "HELLO": {
      const at = argv.findIndex(
        (argument, index) => index > 1 && argument.toUpperCase() === "AUTH",
      );
      return at === -1 || at + 2 >= argv.length
        ? argv
        : argv.map((argument, index) => (index === at + 1 || index === at + 2 ? mark : argument));
    }
    case "MIGRATE":
      return withoutPasswords(argv);
    default:
      return argv;
  }
}
