import type { Bytes } from "./bytes.ts";

/** A reply that is an error. The texts are those of Redis 7.0: clients match on them, so they are behaviour. */
export type ErrorReply = { readonly error: string };

const error = (text: string): ErrorReply => ({ error: text });

export const wrongType = error("WRONGTYPE Operation against a key holding the wrong kind of value");
export const busyWithScript = error(
  "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
);
export const syntaxError = error("ERR syntax error");
export const noShutdown = error("ERR No shutdown in progress.");
export const notAnInteger = error("ERR value is not an integer or out of range");
export const notAnInt32 = error(
  "ERR value is out of range, value must between -2147483648 and 2147483647",
);
export const notAnInt64 = error(
  "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
);
export const notAFloat = error("ERR value is not a valid float");
export const notPositive = error("ERR value is out of range, must be positive");
export const outOfRange = error("ERR value is out of range");
export const indexOutOfRange = error("ERR index out of range");
export const noSuchKey = error("ERR no such key");
export const sameObject = error("ERR source and destination objects are the same");
export const invalidCursor = error("ERR invalid cursor");
export const incrementOverflow = error("ERR increment or decrement would overflow");
export const decrementOverflow = error("ERR decrement would overflow");
export const incrementNotFinite = error("ERR increment would produce NaN or Infinity");
export const stringTooLong = error("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
export const offsetOutOfRange = error("ERR offset is out of range");
export const dbIndexOutOfRange = error("ERR DB index is out of range");
export const numkeysNotPositive = error("ERR numkeys should be greater than 0");
export const countNotPositive = error("ERR count should be greater than 0");
export const limitNegative = error("ERR LIMIT can't be negative");
export const tooManyKeys = error("ERR Number of keys can't be greater than number of args");
export const hashValueNotInteger = error("ERR hash value is not an integer");
export const hashValueNotFloat = error("ERR hash value is not a float");
export const scoreNotFloat = error("ERR min or max is not a float");
export const lexRangeInvalid = error("ERR min or max not valid string range item");
export const notFinite = error("ERR value is NaN or Infinity");
export const scoreIsNaN = error("ERR resulting score is not a number (NaN)");
export const weightNotFloat = error("ERR weight value is not a float");
export const nestedMulti = error("ERR MULTI calls can not be nested");
export const watchInsideMulti = error("ERR WATCH inside MULTI is not allowed");
export const execWithoutMulti = error("ERR EXEC without MULTI");
export const discardWithoutMulti = error("ERR DISCARD without MULTI");
export const execAbort = error("EXECABORT Transaction discarded because of previous errors.");
export const execAbortBecause = ({ error: why }: ErrorReply): ErrorReply =>
  error(`EXECABORT Transaction discarded because of: ${why.replace(/^ERR /, "")}`);
export const notInTransaction = error("ERR Command not allowed inside a transaction");
export const noProto = error("NOPROTO unsupported protocol version");
export const protectedCommand = (name: string, parameter: string): ErrorReply =>
  error(
    `ERR ${name} command not allowed. If the ${parameter} option is set to "local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.`,
  );
export const noAuth = error("NOAUTH Authentication required.");
export const clusterDisabled = error("ERR This instance has cluster support disabled");
export const noReplicas = error("NOREPLICAS Not enough good replicas to write.");
export const readOnlyReplica = error("READONLY You can't write against a read only replica.");
export const masterDown = error(
  "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
);
export const loading = error("LOADING Redis is loading the dataset in memory");
export const staleInScript = error("ERR Can not execute the command on a stale replica");
/** In a transaction that was queued before the script was known. */
export const scriptNeedsMemory = error(
  "OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'",
);
export const outOfMemory = error("OOM command not allowed when used memory > 'maxmemory'.");
export const wrongPassword = error("WRONGPASS invalid username-password pair or user is disabled.");
export const noPasswordSet = error(
  "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
);

export const unknownInScript = error("ERR Unknown Redis command called from script");
export const wrongArityInScript = error(
  "ERR Wrong number of args calling Redis command from script",
);
export const notAllowedInScript = error("ERR This Redis command is not allowed from script");
export const writeInReadOnlyScript = error(
  "ERR Write commands are not allowed from read-only scripts.",
);

/** @param name in capitals, a subcommand as "CLIENT|KILL". */
export function wrongArity(name: string): ErrorReply {
  return error(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
}

/** Redis repeats the arguments up to 128 characters, so that a client that sent garbage can be recognised in a log. */
export function unknownCommand(argv: readonly Bytes[]): ErrorReply {
  let args = "";
  for (let i = 1; i < argv.length && args.length < 128; i++)
    args += `'${upToNul(argv[i]!).slice(0, 128 - args.length)}' `;
  const name = upToNul(argv[0]!).slice(0, 128);
  return error(oneLine(`ERR unknown command '${name}', with args beginning with: ${args}`));
}

export function unknownSubcommand(container: string, subcommand: Bytes): ErrorReply {
  const name = upToNul(subcommand).slice(0, 128);
  return error(oneLine(`ERR unknown subcommand '${name}'. Try ${container.toUpperCase()} HELP.`));
}

/** What a container says of arguments that none of its forms takes. */
export function subcommandSyntaxError(container: string, subcommand: Bytes): ErrorReply {
  const name = upToNul(subcommand).slice(0, 128);
  return error(
    oneLine(
      `ERR unknown subcommand or wrong number of arguments for '${name}'. Try ${container} HELP.`,
    ),
  );
}

/** A subcommand with arguments that do not fit it, where Redis only looks at them when it runs. */
export function badSubcommand([container = "", subcommand = ""]: readonly Bytes[]): ErrorReply {
  return errorAbout(
    (name) =>
      `ERR unknown subcommand or wrong number of arguments for '${name.slice(0, 128)}'. Try ${container.toUpperCase()} HELP.`,
    subcommand,
  );
}

/** An error that repeats what the client sent, which ends at a NUL as C strings do. */
export function errorAbout(
  text: (...given: string[]) => string,
  ...given: readonly Bytes[]
): ErrorReply {
  return error(oneLine(text(...given.map(upToNul))));
}

/** What RESP2 clients hear that subscribed and then send an ordinary command. */
export function onlyPubSubAllowed(name: string): ErrorReply {
  return error(
    `ERR Can't execute '${name.toLowerCase()}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
  );
}

export function invalidExpire(name: string): ErrorReply {
  return error(`ERR invalid expire time in '${name.toLowerCase()}' command`);
}

/** The model's own word: Redis has this, the model does not. A model that guesses is worse than one that stops. */
export function unsupported(what: string): ErrorReply {
  return error(
    `UNSUPPORTED ${what}: the model does not do it yet (claimcheck list says what it does)`,
  );
}

function upToNul(text: Bytes): Bytes {
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}

/** Line ends would break the protocol: Redis writes blanks instead, and none at the ends. */
function oneLine(text: string): string {
  return text.replace(/^[\r\n]+|[\r\n]+$/g, "").replace(/[\r\n]/g, " ");
}
