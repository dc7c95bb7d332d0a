import { basename } from "node:path";
import { InputError } from "../../spec/inputError.ts";

/**
 * An error that began in somebody's module, outside the calls that a run judges (its layout, what it declares), is
 * theirs to repair. Any other stays what it was: ours.
 *
 * @param module its path, as it was given; null when the subject is built in
 */
export function blameModule(error: unknown, module: string | null): unknown {
  if (module === null || !(error instanceof Error) || error instanceof InputError) return error;
  const name = basename(module);
  const [frame] = (error.stack ?? "")
    .split("\n")
    .filter((line) => line.trimStart().startsWith("at "));
  if (frame === undefined || !frame.includes(`/${name}:`)) return error;
  const [place] = /:\d+:\d+/.exec(frame) ?? [""];
  const message = error.message.split("\n")[0] ?? "";
  return new InputError(
    "BAD_SUBJECT",
    `--module: ${JSON.stringify(module)} failed at ${name}${place} (${message}); what it declares and its layout must answer for every key and reply`,
  );
}
