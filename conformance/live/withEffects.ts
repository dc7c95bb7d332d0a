import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Effect } from "./effectFeed.ts";
import { noPort } from "./followNodes.ts";
import type { MonitorLine } from "./monitorLine.ts";
import type { Request } from "./requestsIn.ts";

/** How much earlier than it was heard an effect may be told of by MONITOR, which looks at its clock a little later. */
const laterUs = 2_000;

/**
 * The requests of a node with what they have changed in place of what they have called. Both are told in the order in which
 * they were done, so an effect is that of the first request, after those that had one before, that may have had it. What
 * was given to a consumer that waited, and what has expired, is nobody's: it stands between the requests around it, and a
 * delivery is the consumer's doing.
 *
 * @param effects null: what was called is what is known
 */
export function withEffects(
  requests: readonly Request[],
  effects: readonly Effect[] | null,
): readonly Request[] {
  if (effects === null) return requests;
  const changed = new Map<Request, MonitorLine[]>();
  const alone: Request[] = [];
  const signs = requests.map((request) => (request.called.some(isChange) ? signsOf(request) : null)); // prettier-ignore
  let next = 0;
  let lastUs = 0;
  for (const { heardUs, commands } of effects) {
    const consumer = commands.map(consumerOf).find((name) => name !== null) ?? null;
    if (consumer === null || !commands.every((command) => consumerOf(command) === consumer)) {
      const all = commands.map(signOf);
      // A key that a request finds expired goes by that, although nobody called for it (Redis 7.0.15, `deleteExpiredKeyAndPropagate`).
      const called = all.filter((sign) => !isDeletion(sign));
      const wanted = called.length === 0 ? all : called;
      const mayBe = (at: number): boolean =>
        wanted.every((sign) => signs[at]?.has(sign) === true) &&
        requests[at]!.head.atUs <= heardUs + laterUs;
      let found = next;
      while (found < requests.length && !mayBe(found)) found++;
      const request = requests[found];
      if (request !== undefined) {
        const atUs = request.called.at(-1)?.atUs ?? request.head.atUs;
        lastUs = Math.max(lastUs, atUs);
        changed.set(
          request,
          commands.map((argv) => ({ atUs, port: null, argv })),
        );
        next = found + 1;
        continue;
      }
    }
    const read = consumer === null ? undefined : requests.findLast(({ head }) => head.atUs <= heardUs + laterUs && head.atUs > lastUs && isReadOf(head.argv, consumer)); // prettier-ignore
    const atUs =
      consumer === null
        ? Math.max(lastUs + 0.25, Math.min(heardUs, (requests[next]?.head.atUs ?? Infinity) - 0.25))
        : Math.max(lastUs + 0.25, read?.head.atUs ?? 0);
    lastUs = atUs;
    alone.push({
      head: { atUs, port: noPort, argv: [consumer === null ? "(the server)" : "(a delivery)"] },
      called: commands.map((argv) => ({ atUs, port: null, argv })),
      ...(consumer === null ? {} : { by: consumer }),
    });
  }
  const known = requests.map((request) => ({ ...request, called: changed.get(request) ?? [] }));
  return [...known, ...alone].sort((a, b) => a.head.atUs - b.head.atUs);
}

const isChange = ({ argv: [name = ""] }: MonitorLine): boolean =>
  !/^(eval|evalsha|xreadgroup|get|exists|xpending|xrange|ping|echo|info|role|cluster|hello|client|select)$/i.test(name); // prettier-ignore

const signsOf = ({ called }: Request): ReadonlySet<string> =>
  new Set(called.map(({ argv }) => signOf(argv)));

/** What a command and its effect have in common: all but ids and times, which the server chooses. */
function signOf(argv: readonly Bytes[]): string {
  const [name = "", key = "", value = ""] = argv;
  switch (name.toLowerCase()) {
    case "xadd":
      return ["xadd", key, ...argv.slice(idIn(argv) + 1)].join("\0");
    case "set":
    case "setex":
    case "psetex":
      return ["set", key, /^p?setex$/i.test(name) ? argv[3] : value].join("\0");
    case "expire":
    case "pexpire":
    case "expireat":
    case "pexpireat":
      return ["expire", key].join("\0");
    case "xtrim":
      return ["xtrim", key].join("\0");
    case "del":
    case "unlink":
      return ["del", ...argv.slice(1)].join("\0");
    default:
      return [name.toLowerCase(), ...argv.slice(1)].join("\0");
  }
}

const isDeletion = (sign: string): boolean => sign.startsWith("del\0");

/** Where the id of XADD is: after the options. */
function idIn(argv: readonly Bytes[]): number {
  let at = 2;
  for (;;) {
    const option = argv[at]?.toLowerCase();
    if (option === "nomkstream") at += 1;
    else if (option === "maxlen" || option === "minid")
      at += argv[at + 1] === "~" || argv[at + 1] === "=" ? 3 : 2;
    else if (option === "limit") at += 2;
    else return at;
  }
}

/** The consumer that was given an entry, or is new; null for every other command. */
function consumerOf([
  name = "",
  first = "",
  second = "",
  third = "",
  fourth = "",
]: readonly Bytes[]): Bytes | null {
  // prettier-ignore
  if (/^xclaim$/i.test(name)) return third;
  if (/^xgroup$/i.test(name) && /^createconsumer$/i.test(first)) return second === "" ? null : fourth; // prettier-ignore
  return null;
}

function isReadOf(argv: readonly Bytes[], consumer: Bytes): boolean {
  const at = argv.findIndex((word) => /^group$/i.test(word));
  return /^xreadgroup$/i.test(argv[0] ?? "") && argv[at + 2] === consumer;
}
