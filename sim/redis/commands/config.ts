import { family } from "../command.ts";
import { parametersOf } from "../config/parametersOf.ts";
import type { Parameter } from "../config/parametersOf.ts";
import { readParameter } from "../config/readParameter.ts";
import type { Context } from "../context.ts";
import { errorAbout, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { shownFlags } from "../keyspaceEvents.ts";
import { matchesGlob } from "../matchesGlob.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

export const config = family({
  "CONFIG|GET": get,
  "CONFIG|SET": set,
  "CONFIG|RESETSTAT"({ node }) {
    node.resetStatistics();
    return ok;
  },
  "CONFIG|REWRITE": () => ({ error: "ERR The server is running without a config file" }),
});

/** A name is answered as it was asked for; Redis lists what a pattern matches in the order of a hash table. */
function get({ node, argv }: Context): Reply {
  const parameters = parametersOf(node.profile.name);
  const found = new Map<string, readonly [asked: string, value: string]>();
  const add = (asked: string, { name, primary }: Parameter): void => {
    if (found.has(name)) return;
    const value = node.config.get(primary)!;
    found.set(name, [asked, name === "notify-keyspace-events" ? shownFlags(value) : value]);
  };
  for (const pattern of argv.slice(2)) {
    const lower = pattern.toLowerCase();
    if (!/[[*?]/.test(pattern)) {
      const parameter = parameters.get(lower);
      if (parameter !== undefined) add(pattern, parameter);
      continue;
    }
    for (const [name, parameter] of parameters)
      if (!parameter.hidden && matchesGlob(lower, name)) add(name, parameter);
  }
  return { map: [...found.values()] };
}

/** A change that the model cannot make true. */
const beyondTheModel: ReadonlySet<string> = new Set([
  "appendonly",
  "bind",
  "port",
  "tls-port",
  "rdma-port",
  "maxmemory-clients",
  "import-mode",
]);

/** CONFIG SET parameter value [parameter value ...]: all of them or none. */
function set(context: Context): Reply {
  const { node, argv } = context;
  if (argv.length % 2 === 1) return syntaxError;
  const chosen = choose(context);
  if ("error" in chosen) return chosen;
  const values = new Map<string, string>();
  for (const [index, parameter] of chosen.entries()) {
    const current = values.get(parameter.primary) ?? node.config.get(parameter.primary)!;
    const read = readParameter(parameter.kind, context.arg(3 + 2 * index), current);
    if ("complaint" in read) return failed(parameter.name, read.complaint);
    if (read.value !== current && beyondTheModel.has(parameter.primary))
      return context.unsupported(`CONFIG SET ${parameter.name} "${read.value}"`);
    values.set(parameter.primary, read.value);
  }
  node.configure(values);
  return ok;
}

/** The parameters that were named, or why they cannot be set; an unknown name is told before anything else. */
function choose({ node, argv }: Context): readonly Parameter[] | ErrorReply {
  const parameters = parametersOf(node.profile.name);
  const chosen: Parameter[] = [];
  let refusal: ErrorReply | null = null;
  for (let i = 2; i < argv.length; i += 2) {
    const asked = argv[i]!;
    const parameter = parameters.get(asked.toLowerCase());
    if (parameter === undefined) {
      // A name after one that is refused is not looked at any more.
      return (
        refusal ??
        errorAbout(
          (name) => `ERR Unknown option or number of arguments for CONFIG SET - '${name}'`,
          asked,
        )
      );
    }
    if (refusal !== null) continue;
    if (parameter.kind.type === "fixed")
      refusal = failed(asked, `can't set ${parameter.kind.why} config`);
    else if (chosen.includes(parameter)) refusal = failed(asked, "duplicate parameter");
    chosen.push(parameter);
  }
  return refusal ?? chosen;
}

function failed(name: string, complaint: string): ErrorReply {
  return errorAbout(
    (given) => `ERR CONFIG SET failed (possibly related to argument '${given}') - ${complaint}`,
    name,
  );
}
