/** Errors of a socket. */
const codes = /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/;

/** Errors of the clients by their class, which ioredis also gives as their name and node-redis does not. */
const classes =
  /^(MaxRetriesPerRequestError|AbortError|ClusterAllFailedError|SocketClosedUnexpectedlyError|DisconnectsClientError|MaxCommandRedirectionsError|RootNodesUnavailableError)$/;

/** The clients' errors that are plain `Error`s. */
const messages =
  /Connection is closed|Command timed out|Stream isn't writeable|Socket closed|Too many Cluster redirections|None of startup nodes|Cannot find node/i;

/**
 * What a node answers because of the state that it is in, whatever it was asked: about an earlier copy of the same
 * request, one whose reply was lost or that another node took, it says nothing.
 */
const states =
  /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|READONLY|LOADING|MASTERDOWN|NOREPLICAS|UNBLOCKED|BUSY|OOM|MISCONF) /;

/**
 * Whether the caller of a call that ended with this error cannot know if the server acted. Clients send again what was
 * not answered, so the last error alone decides nothing; every error that is not of these kinds is an answer.
 */
export function isUnknown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    codes.test(code ?? "") ||
    classes.test(error.name) ||
    classes.test(error.constructor.name) ||
    messages.test(error.message) ||
    states.test(error.message)
  );
}
