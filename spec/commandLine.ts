/** Where this file lies says how it got there: with a package, or with a checkout, whose scripts compile what has changed. */
const isInstalled = import.meta.url.includes("/node_modules/");

/** How a command is called by whoever reads of it. @param rest its arguments; empty for none */
export function callOf(command: string, rest = ""): string {
  if (isInstalled) return `npx claimcheck ${command}${rest === "" ? "" : ` ${rest}`}`;
  return `npm run ${command}${rest === "" ? "" : ` -- ${rest}`}`;
}
