import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Difference } from "./runSteps.ts";
import type { Step } from "./step.ts";

/** Steps and what differs after them, for a person with one redis-cli per client: a line each, and both replies. */
export function scriptOf(steps: readonly Step[], difference: Difference): string {
  const lines = steps.map(lineOf);
  const { step, client, argv, model, real } = difference;
  if (step === null) lines.push(`${client}> ${argv.map(quoted).join(" ")}   (at the end)`);
  else if (argv.length === 0) lines.push(`${client} hears`);
  lines.push(`  model  ${replyText(model)}`, `  real   ${replyText(real)}`);
  return lines.join("\n");
}

function lineOf(step: Step): string {
  switch (step.kind) {
    case "command":
      return `${step.client}> ${step.argv.map(quoted).join(" ")}`;
    case "bytes":
      return `${step.client} sends ${inQuotes(step.bytes)}`;
    case "close":
      return `${step.client} hangs up`;
    case "advance":
      return `${step.ms} ms pass`;
  }
}

const shownMax = 600;

function replyText(reply: Bytes | null): string {
  if (reply === null) return "nothing";
  if (reply.length <= shownMax) return inQuotes(reply);
  return `${inQuotes(reply.slice(0, shownMax))} and ${reply.length - shownMax} bytes more`;
}

/** A word as redis-cli takes it. */
const quoted = (word: Bytes): string => (/^[!#-&(-[\]-~]+$/.test(word) ? word : inQuotes(word));

function inQuotes(bytes: Bytes): string {
  const inner = bytes.replace(/["\\]|[^ -~]/g, (char) => {
    if (char === '"' || char === "\\") return `\\${char}`;
    if (char === "\r") return "\\r";
    if (char === "\n") return "\\n";
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `"${inner}"`;
}
