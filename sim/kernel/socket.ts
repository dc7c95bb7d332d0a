import { AsyncResource } from "node:async_hooks";
import net from "node:net";
import { Connection, type ClientEnd } from "./connection.ts";
import { currentContext, type Context } from "./context.ts";
import { refuseEscape } from "./escape.ts";

const RealSocket = net.Socket;

/**
 * A `net.Socket` whose other end is a node of the simulated network. To unmodified clients it is a socket in every
 * respect that they can see; there is no handle behind it.
 */
class SimSocket extends RealSocket {
  readonly #owner: Context;
  readonly #resource = new AsyncResource("SimSocket");
  #connection: Connection | null = null;
  #disown: (() => void) | null = null;
  #whenConnected: (() => void)[] = [];
  #received = 0;
  #written = 0;
  #peer: { readonly address: string; readonly port: number } | null = null;
  #idleMs = 0;
  #idleTimer: NodeJS.Timeout | null = null;

  constructor(owner: Context, options: net.SocketConstructorOpts = {}) {
    super({ allowHalfOpen: options.allowHalfOpen ?? false });
    this.#owner = owner;
  }

  override connect(...args: readonly unknown[]): this {
    const { host, port, listener, timeout } = connectArguments(args);
    if (listener !== undefined) this.once("connect", listener);
    const { network } = this.#owner.process.world;
    const address = network.resolve(host);
    if (address === undefined) {
      return refuseEscape(
        `net.connect to ${host}:${port}`,
        "the simulated network knows no such host",
      );
    }
    if (timeout !== undefined) this.setTimeout(timeout);
    this.#set({ connecting: true });
    this.#peer = { address, port };
    this.#connection = network.connect(this.#clientEnd(), address, port);
    this.#disown = this.#owner.process.own({
      processDied: () => this.#connection?.closeByClient(),
    });
    return this;
  }

  #clientEnd(): ClientEnd {
    const { process, life } = this.#owner;
    /** Everything that the network does to the socket happens in the async context in which it was made, as in Node. */
    const happens = (act: () => void) => (): void => {
      try {
        this.#resource.runInAsyncScope(act);
      } catch (error) {
        process.world.processFailed(process, life, error);
      }
    };
    return {
      process,
      life,
      connected: happens(() => {
        this.#set({ connecting: false });
        this.#touch();
        this.emit("connect");
        this.emit("ready");
        for (const write of this.#whenConnected.splice(0)) write();
      }),
      refused: happens(() => {
        this.#set({ connecting: false });
        this.destroy(this.#error("connect", "ECONNREFUSED", -111));
      }),
      received: (bytes) =>
        happens(() => {
          this.#received += bytes.length;
          this.#touch();
          // A stream that flows and has nothing in store would hand the bytes on in just this way.
          const isFlowing = this.readableFlowing === true && this.readableLength === 0;
          if (isFlowing && this.readableEncoding === null) this.emit("data", bytes);
          else this.push(bytes);
        })(),
      ended: happens(() => {
        this.push(null);
        // Without a reader the stream would never notice its end; Node's own sockets read on in the same way.
        this.read(0);
      }),
      broken: happens(() => {
        this.#set({ connecting: false });
        this.destroy(this.#error("read", "ECONNRESET", -104));
      }),
    };
  }

  #error(syscall: "connect" | "read", code: string, errno: number): Error {
    const where = syscall === "connect" ? ` ${this.#peer?.address}:${this.#peer?.port}` : "";
    return Object.assign(withoutStack(`${syscall} ${code}${where}`), {
      errno,
      code,
      syscall,
      ...(syscall === "connect" ? this.#peer : {}),
    });
  }

  /**
   * Most writes need nothing of what a stream can do: they go out at once. Whatever is corked, early or late takes the
   * long way.
   */
  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const isPlain =
      rest.length === 0 &&
      (typeof chunk === "string" || Buffer.isBuffer(chunk)) &&
      this.#connection !== null &&
      !this.connecting &&
      this.writable &&
      this.writableCorked === 0 &&
      this.writableLength === 0;
    if (!isPlain) return Reflect.apply(super.write, this, [chunk, ...rest]) as boolean;
    this.#send(chunk, "utf8", currentContext()?.op ?? null);
    return true;
  }

  override _write(
    chunk: Buffer | string,
    encoding: BufferEncoding,
    done: (error?: Error) => void,
  ): void {
    const op = currentContext()?.op ?? null;
    this.#whenWritable(() => {
      this.#send(chunk, encoding, op);
      done();
    });
  }

  override _writev(chunks: readonly CorkedChunk[], done: (error?: Error) => void): void {
    const op = currentContext()?.op ?? null;
    const bytes = chunks.map(({ chunk, encoding }) => bytesOf(chunk, encoding)).join("");
    this.#whenWritable(() => {
      this.#send(bytes, "latin1", op, true);
      done();
    });
  }

  #whenWritable(write: () => void): void {
    if (this.connecting) this.#whenConnected.push(write);
    else write();
  }

  #send(
    chunk: Buffer | string,
    encoding: BufferEncoding,
    op: number | null,
    isBatch = false,
  ): void {
    const bytes = bytesOf(chunk, encoding);
    this.#written += bytes.length;
    this.#touch();
    this.#connection?.write(bytes, op, isBatch);
  }

  override _read(): void {}

  override _final(done: (error?: Error) => void): void {
    const finish = (): void => {
      this.#connection?.finishByClient();
      done();
    };
    if (this.connecting) this.#whenConnected.push(finish);
    else finish();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#set({ connecting: false });
    this.#disown?.();
    this.#connection?.closeByClient();
    this.setTimeout(0);
    done(error);
    process.nextTick(() => this.emit("close", error !== null));
  }

  override resetAndDestroy(): this {
    return this.destroy();
  }

  override setTimeout(idleMs: number, callback?: () => void): this {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    this.#idleMs = idleMs;
    this.#set({ timeout: idleMs });
    if (callback !== undefined) {
      if (idleMs === 0) this.removeListener("timeout", callback);
      else this.once("timeout", callback);
    }
    this.#touch();
    return this;
  }

  #touch(): void {
    if (this.#idleMs === 0 || this.destroyed) return;
    if (this.#idleTimer !== null) {
      this.#idleTimer.refresh();
      return;
    }
    this.#idleTimer = this.#resource.runInAsyncScope(() =>
      setTimeout(() => {
        this.#idleTimer = null;
        this.emit("timeout");
      }, this.#idleMs),
    );
  }

  override setNoDelay(): this {
    return this;
  }

  override setKeepAlive(): this {
    return this;
  }

  override ref(): this {
    return this;
  }

  override unref(): this {
    return this;
  }

  override address(): net.AddressInfo {
    const [address = "", port = "0"] = this.#connection?.remote.split(":") ?? [];
    return { address, port: Number(port), family: "IPv4" };
  }

  /** What Node's prototype would ask the handle for. */
  endpoints(): Endpoints {
    const [localAddress, localPort] = this.#connection?.remote.split(":") ?? [];
    return {
      remoteAddress: this.#peer?.address,
      remotePort: this.#peer?.port,
      remoteFamily: this.#peer === null ? undefined : "IPv4",
      localAddress,
      localPort: localPort === undefined ? undefined : Number(localPort),
      bytesRead: this.#received,
      bytesWritten: this.#written,
      pending: this.#connection === null || this.connecting,
    };
  }

  /** Plain fields of Node's sockets that its types call read-only. */
  #set(fields: { readonly connecting?: boolean; readonly timeout?: number }): void {
    Object.assign(this, fields);
  }
}

type CorkedChunk = { readonly chunk: Buffer | string; readonly encoding: BufferEncoding };

/**
 * The bytes of a chunk, a character each. Node's sockets take strings as they are and leave the encoding to the handle;
 * a string whose UTF-8 is as long as itself is ASCII, and is its own bytes.
 */
function bytesOf(chunk: Buffer | string, encoding: BufferEncoding): string {
  if (typeof chunk !== "string") return chunk.toString("latin1");
  if (encoding === "latin1" || encoding === "binary") return chunk;
  const isAscii =
    (encoding === "utf8" || encoding === "utf-8") && Buffer.byteLength(chunk) === chunk.length;
  return isAscii ? chunk : Buffer.from(chunk, encoding).toString("latin1");
}

type Endpoints = {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly remoteFamily: string | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly pending: boolean;
};

const endpointNames: readonly (keyof Endpoints)[] = [
  "remoteAddress",
  "remotePort",
  "remoteFamily",
  "localAddress",
  "localPort",
  "bytesRead",
  "bytesWritten",
  "pending",
];

for (const name of endpointNames) {
  Object.defineProperty(SimSocket.prototype, name, {
    configurable: true,
    get(this: SimSocket) {
      return this.endpoints()[name];
    },
  });
}

/** Node's network errors have no frames of the caller either, and writing them is most of the cost of a lost connection. */
function withoutStack(message: string): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = new Error(message);
  Error.stackTraceLimit = limit;
  return error;
}

type ConnectArguments = {
  readonly host: string;
  readonly port: number;
  readonly timeout?: number | undefined;
  readonly listener?: (() => void) | undefined;
};

/** The three forms of `net.connect`: options, port and host, or a path, each with an optional listener. */
function connectArguments(args: readonly unknown[]): ConnectArguments {
  // Node passes arguments that it has normalised already as one array.
  const list = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const last = list.at(-1);
  const listener = typeof last === "function" ? (last as () => void) : undefined;
  const [first, second] = list;
  if (typeof first === "object" && first !== null) {
    const options = first as Partial<net.TcpNetConnectOpts & net.IpcNetConnectOpts>;
    if (options.path !== undefined) refusePath(options.path);
    return {
      host: options.host ?? "localhost",
      port: Number(options.port),
      timeout: options.timeout,
      listener,
    };
  }
  if (typeof first === "string" && Number.isNaN(Number(first))) refusePath(first);
  return { port: Number(first), host: typeof second === "string" ? second : "localhost", listener };
}

function refusePath(path: string): never {
  return refuseEscape(
    `net.connect to the path ${path}`,
    "the simulated network has hosts and ports only",
  );
}

/** Puts the simulated network behind `net.connect` and `new net.Socket`, for code of simulated processes. */
export function replaceNet(): void {
  const realConnect = net.connect;
  const connect = ((...args: unknown[]) => {
    const context = currentContext();
    if (context === undefined) return (realConnect as (...args: unknown[]) => net.Socket)(...args);
    const options = typeof args[0] === "object" ? (args[0] as net.SocketConstructorOpts) : {};
    return new SimSocket(context, options).connect(...args);
  }) as typeof net.connect;

  const Socket = new Proxy(RealSocket, {
    construct(target, args: [net.SocketConstructorOpts?], newTarget) {
      const context = currentContext();
      if (context === undefined || newTarget !== Socket) {
        return Reflect.construct(target, args, newTarget) as net.Socket;
      }
      return new SimSocket(context, args[0]);
    },
  });
  Object.assign(net, { connect, createConnection: connect, Socket, Stream: Socket });
}
