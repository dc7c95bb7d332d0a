/** Why a fault cannot strike a program that is tested with ioredis-mock; null when it can. */
export function whyNotStruckOnMock(kind: string): string | null {
  switch (kind) {
    case "refuse":
    case "delay":
    case "stall":
    case "partition":
    case "cut-request":
    case "lose-reply":
    case "cut-reply":
      return "ioredis-mock has no network";
    case "script-flush":
      return "ioredis-mock has no server that could forget scripts";
    case "malformed-member":
      return "ioredis-mock has no infinite scores";
    default:
      return null;
  }
}
