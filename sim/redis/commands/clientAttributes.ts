import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, syntaxError } from "../errors.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

/** What clients say of themselves, since Redis 7.2 and in Valkey. */
export const clientAttributes = family({
  "CLIENT|SETINFO": setInfo,
  "CLIENT|NO-TOUCH"({ client, argv: [, , mode = ""] }) {
    const on = mode.toUpperCase() === "ON";
    if (!on && mode.toUpperCase() !== "OFF") return syntaxError;
    client.noTouch = on;
    return ok;
  },
  // Valkey knows one capability yet, "redirect", and takes every other word for one of a later version.
  "CLIENT|CAPA"({ client, argv }) {
    if (argv.slice(2).some((word) => word.toUpperCase() === "REDIRECT")) client.capabilities = "r";
    return ok;
  },
  "CLIENT|IMPORT-SOURCE": () => ({ error: "ERR Server is not in import mode" }),
});

/** CLIENT SETINFO LIB-NAME name | LIB-VER version */
function setInfo({ client, argv: [, , option = "", value = ""] }: Context): Reply {
  const what = option.toUpperCase();
  if (what !== "LIB-NAME" && what !== "LIB-VER")
    return errorAbout((given) => `ERR Unrecognized option '${given}'`, option);
  if (!/^[!-~]*$/.test(value))
    return { error: `ERR ${what} cannot contain spaces, newlines or special characters.` };
  client.library =
    what === "LIB-NAME"
      ? { ...client.library, name: value }
      : { ...client.library, version: value };
  return ok;
}
