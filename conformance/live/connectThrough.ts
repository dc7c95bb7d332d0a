import { Socket } from "node:net";
import { isObject } from "../../spec/shape.ts";

/**
 * From now on whatever in this process connects to one of these addresses gets to a port of the loopback interface
 * instead, and does not know it. Clients of any make, and of a subject's own, find a cluster in containers like that, and each
 * worker has a network of its own.
 *
 * @param nat from "host:port" to the port
 */
export function connectThrough(nat: Readonly<Record<string, number>>): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the socket that it belongs to
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    return Reflect.apply(connect, this, redirected(args, nat));
  };
}

/** As Node has them: options, or port and host; or all of that in one list, if it comes from `net.connect`. */
function redirected(
  args: readonly unknown[],
  nat: Readonly<Record<string, number>>,
): readonly unknown[] {
  const [first, second] = args;
  if (Array.isArray(first)) {
    first.splice(0, 1, redirected(first, nat)[0]); // the same list, for Node knows it by a mark of its own
    return args;
  }
  if (isObject(first)) {
    const port = portOf(first["host"], first["port"], nat);
    return port === null ? args : [{ ...first, host, port }, ...args.slice(1)];
  }
  const port = portOf(second, first, nat);
  if (port === null) return args;
  return [port, host, ...args.slice(typeof second === "string" ? 2 : 1)];
}

const host = "127.0.0.1";

function portOf(to: unknown, port: unknown, nat: Readonly<Record<string, number>>): number | null {
  const name = typeof to === "string" && to !== "localhost" ? to : host;
  return nat[`${name}:${String(port)}`] ?? null;
}
