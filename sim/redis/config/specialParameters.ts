import { normalFlags } from "../keyspaceEvents.ts";
import { untilNul } from "../lua/untilNul.ts";
import { parseDouble } from "../numbers/parseDouble.ts";
import type { ReadValue, SpecialReader } from "./parameter.ts";
import { parseMemory } from "./parseMemory.ts";

/** The parameters with a grammar of their own, as config.c of Redis 7.0.15 reads them. */
export const specialParameters = {
  save(text) {
    const words = split(text);
    const fits = words.every((word, index) => {
      const value = strtoll(word);
      return value !== null && value >= (index % 2 === 0 ? 1n : 0n);
    });
    if (!fits || words.length % 2 === 1) return { complaint: "Invalid save parameters" };
    return {
      value: words
        .map((word, index) => (index % 2 === 0 ? strtoll(word)! : int32(strtoll(word)!)))
        .join(" "),
    };
  },

  /** Classes that are not named keep their limits. */
  outputBufferLimits(text, current) {
    const words = split(text);
    if (words.length % 4 !== 0)
      return { complaint: "Wrong number of arguments in buffer limit configuration." };
    const limits = new Map<string, string>();
    const before = current.split(" ");
    for (let i = 0; i < before.length; i += 4)
      limits.set(before[i]!, before.slice(i + 1, i + 4).join(" "));
    for (let i = 0; i < words.length; i += 4) {
      const given = words[i]!.toLowerCase();
      const name = given === "replica" ? "slave" : given;
      if (!limits.has(name))
        return { complaint: "Invalid client class specified in buffer limit configuration." };
      const hard = parseMemory(untilNul(words[i + 1]!));
      const soft = parseMemory(untilNul(words[i + 2]!));
      const seconds = strtoll(words[i + 3]!);
      if (hard === null || soft === null || seconds === null || int32(seconds) < 0n)
        return {
          complaint: "Error in hard, soft or soft_seconds setting in buffer limit configuration.",
        };
      limits.set(name, `${hard} ${soft} ${int32(seconds)}`);
    }
    return { value: [...limits].map(([name, values]) => `${name} ${values}`).join(" ") };
  },

  oomScores(text) {
    const words = split(text);
    if (words.length !== 3) return { complaint: "wrong number of arguments" };
    const scores = words.map(strtoll);
    if (scores.some((score) => score === null || score < -2000n || score > 2000n))
      return {
        complaint: "Invalid oom-score-adj-values, elements must be between -2000 and 2000.",
      };
    return { value: scores.join(" ") };
  },

  percentiles(text) {
    const values: string[] = [];
    for (const word of split(text)) {
      const value = parseDouble(word);
      if (value === null)
        return { complaint: "Invalid latency-tracking-info-percentiles parameters" };
      if (value < 0 || value > 100)
        return {
          complaint: "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]",
        };
      values.push(trimmedDecimals(value));
    }
    return { value: values.join(" ") };
  },

  keyspaceEvents(text) {
    const value = normalFlags(untilNul(text));
    return value === null
      ? { complaint: "Invalid event class character. Use 'Ag$lshzxeKEtmdn'." }
      : { value };
  },

  hostname(given) {
    const text = untilNul(given);
    if (text.length >= 256) return { complaint: "Hostnames must be less than 256 characters" };
    if (!/^[A-Za-z0-9.-]*$/.test(text))
      return { complaint: "Hostnames may only contain alphanumeric characters, hyphens or dots" };
    return { value: text };
  },

  nodeName: (text) => readNodeName(text, /[\0!#$%&()*+:;<>?@[\]^{|}~]/),
  nodeNameWithColons: (text) => readNodeName(text, /[\0!#$%&()*+;<>?@[\]^{|}~]/),

  /** Any bytes at all. */
  secret: (text) => ({ value: text }),

  /** The names of locales that every machine has. */
  locale: (text) =>
    ["", "C", "POSIX", "C.UTF-8"].includes(text)
      ? { value: text }
      : { complaint: "Invalid locale name" },

  ipv4: (text) =>
    text === "" || isIpv4(text) ? { value: text } : { complaint: "Invalid IPv4 address" },

  ipv6: (text) =>
    text === "" || isIpv6(text) ? { value: text } : { complaint: "Invalid IPv6 address" },

  rdmaBind: () => ({ complaint: "No RDMA building support." }),

  /** Looked at with an empty title and no sockets or files: what is left must not be empty. */
  processTitle(given) {
    const text = untilNul(given);
    const expanded = text.replace(/\{\{|\{([^}]*)(\}?)/g, (all, name: string, end: string) => {
      if (all === "{{") return "{";
      return end === "" ? unknownVariable : (titleVariables[name] ?? unknownVariable);
    });
    const isValid = !expanded.includes(unknownVariable) && expanded.trim() !== "";
    return isValid
      ? { value: text }
      : { complaint: "template format is invalid or contains unknown variables" };
  },
} as const satisfies Readonly<Record<string, SpecialReader>>;

const unknownVariable = "\0";
const titleVariables: Readonly<Record<string, string>> = {
  title: "",
  "listen-addr": "*",
  "server-mode": "",
  port: "0",
  "tls-port": "0",
  unixsocket: "",
  "config-file": "",
};

function readNodeName(text: string, forbidden: RegExp): ReadValue {
  return forbidden.test(text)
    ? { complaint: "Announced human node name contained invalid character" }
    : { value: text };
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return (
    parts.length === 4 &&
    parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  );
}

/** Eight groups of hexadecimal digits, of which one run may be left out; the last two may be an IPv4 address. */
function isIpv6(text: string): boolean {
  const [, before = "", last = ""] = /^(.*:)([^:]*)$/.exec(text) ?? [];
  const groups = last.includes(".") ? (isIpv4(last) ? `${before}0:0` : "") : text;
  const halves = groups.split("::");
  if (groups === "" || halves.length > 2) return false;
  const parts = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const fits = parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part));
  return fits && (halves.length === 2 ? parts.length < 8 : parts.length === 8);
}

/** Redis splits at every single blank; nothing at all is no word. */
function split(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}

/** A whole number as C's strtoll reads it: blanks and a plus sign may stand in front, too large becomes the largest. */
function strtoll(text: string): bigint | null {
  const match = /^[\t-\r ]*([+-]?)(\d*)$/.exec(untilNul(text));
  if (match === null || (match[2] === "" && text !== "")) return null;
  const value = BigInt(`0${match[2]}`);
  const signed = match[1] === "-" ? -value : value;
  const [low, high] = [-(2n ** 63n), 2n ** 63n - 1n];
  return signed < low ? low : signed > high ? high : signed;
}

function int32(value: bigint): bigint {
  return BigInt.asIntN(32, value);
}

/** Six decimals, without the zeros at their end. */
function trimmedDecimals(value: number): string {
  if (Object.is(value, -0)) return "-0";
  return value.toFixed(6).replace(/\.?0+$/, "");
}
