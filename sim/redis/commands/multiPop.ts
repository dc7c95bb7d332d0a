import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { countNotPositive, numkeysNotPositive, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";

/** From which keys to pop, at which end, how many. */
export type MultiPop<Where extends string> = {
  readonly keys: readonly Bytes[];
  readonly where: Where;
  readonly count: number;
};

/** numkeys key [key ...] where [COUNT count], as LMPOP and ZMPOP end, and their blocking forms behind the timeout. */
export function parseMultiPop<Where extends string>(
  { argv }: Context,
  at: number,
  places: readonly Where[],
): MultiPop<Where> | ErrorReply {
  const numkeys = parseInteger(argv[at]!);
  if (numkeys === null || numkeys < 1) return numkeysNotPositive;
  const whereAt = at + numkeys + 1;
  const place = argv[whereAt]?.toUpperCase();
  const where = places.find((known) => known === place);
  if (where === undefined) return syntaxError;
  const keys = argv.slice(at + 1, whereAt);
  const [option, value, ...rest] = argv.slice(whereAt + 1);
  if (option === undefined) return { keys, where, count: 1 };
  if (option.toUpperCase() !== "COUNT" || value === undefined) return syntaxError;
  const count = parseInteger(value);
  if (count === null || count < 1) return countNotPositive;
  return rest.length > 0 ? syntaxError : { keys, where, count };
}
