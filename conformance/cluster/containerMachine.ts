import { basename, join } from "node:path";
import { GenericContainer, StartedNetwork } from "testcontainers";
import type { WaitStrategy } from "testcontainers";
import { InputError } from "../../spec/inputError.ts";
import { isObject } from "../../spec/shape.ts";
import { buildClockLibrary } from "../servers/frozenClock/buildClockLibrary.ts";
import { clockVariable } from "../servers/frozenClock/clockSource.ts";
import type { ContainerNetwork } from "./containerNetwork.ts";
import { engineSays, ordered, type Engine } from "./engine.ts";
import type { Machine, MachineOrder } from "./machine.ts";
import type { Address } from "./realTopology.ts";
import type { ReadyImage } from "./readyImage.ts";
import { ServerTrouble } from "./serverTrouble.ts";
import { until } from "./until.ts";

const port = 6379;
const libraryInside = "/claimcheck-clock.so";

export type ContainerOptions = {
  readonly engine: Engine;
  readonly image: ReadyImage;
  readonly network: ContainerNetwork;
  /** The node's own address in the network. */
  readonly host: string;
  /** As Docker writes it: "0:0". */
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly topologyId: string;
  readonly order: MachineOrder;
};

/** A server in a container, with the node's folder mounted, so that data, log and clock are handled as for a process. */
export class ContainerMachine implements Machine {
  readonly name: string;
  readonly port: number;
  readonly address: Address;
  readonly busPort = 16_379;
  readonly bind = "* -::*";
  readonly folderInside: string;
  readonly #options: ContainerOptions;
  #id: string | null = null;

  constructor(options: ContainerOptions) {
    const { order, host, topologyId } = options;
    this.#options = options;
    this.name = order.name;
    this.port = order.port;
    this.address = { host, port };
    this.folderInside = `/claimcheck/${topologyId}/${order.name}`;
  }

  readonly wire = {
    unplug: async (): Promise<void> => {
      const { engine, network } = this.#options;
      const connection = { Container: this.#created, Force: true };
      const cut = engine.network.getById(network.id).disconnect(connection);
      await ordered(`take ${this.name} off its network`, cut);
    },
    plug: async (): Promise<void> => {
      const { engine, network } = this.#options;
      const endpoint = { Container: this.#created, EndpointConfig: this.#endpoint };
      const joined = engine.network.getById(network.id).connect(endpoint);
      await ordered(`put ${this.name} on its network`, joined);
    },
  };

  async start(): Promise<void> {
    try {
      if (this.#id === null) await this.#startFirst();
      else await this.#container.start();
    } catch (error) {
      throw this.#whyNotStarted(error);
    }
  }

  async kill(): Promise<void> {
    if ((await this.ending()) !== null) return;
    const gone: Promise<unknown> = this.#container.wait({ condition: "not-running" });
    const killed = this.#container.kill({ signal: "SIGKILL" });
    await ordered(`kill ${this.name}`, Promise.all([killed, gone]));
  }

  async pause(): Promise<void> {
    await ordered(`pause ${this.name}`, this.#container.pause());
  }

  async resume(): Promise<void> {
    await ordered(`let ${this.name} go on`, this.#container.unpause());
  }

  async ending(): Promise<string | null> {
    try {
      const { State } = await this.#container.inspect();
      if (State.Running) return null;
      return State.OOMKilled ? "killed for want of memory" : `exit code ${State.ExitCode}`;
    } catch (error) {
      if (isObject(error) && error["statusCode"] === 404) return "its container was removed";
      throw new ServerTrouble(
        "ENGINE_FAILED",
        `the Docker engine does not tell how ${this.name} is: ${engineSays(error)}`,
      );
    }
  }

  async lastWords(): Promise<string> {
    try {
      const said = await this.#container.logs({ stdout: true, stderr: true, tail: 50 });
      return textOfFrames(said);
    } catch {
      return "";
    }
  }

  get #created(): string {
    if (this.#id !== null) return this.#id;
    throw new RangeError(`${this.name} was not started yet; start it first`);
  }

  get #container(): ReturnType<Engine["container"]["getById"]> {
    return this.#options.engine.container.getById(this.#created);
  }

  get #endpoint(): {
    readonly IPAMConfig: { readonly IPv4Address: string };
    readonly Aliases: string[];
  } {
    return { IPAMConfig: { IPv4Address: this.address.host }, Aliases: [this.name] };
  }

  async #startFirst(): Promise<void> {
    const { engine, image, network, labels, user, order } = this.#options;
    const { clock, folder } = order;
    const container = new NodeContainer(image.image, (id) => (this.#id = id))
      .placed(network.name, this.#endpoint, this.port)
      .withNetwork(new StartedNetwork(engine, network.name, engine.network.getById(network.id)))
      .withHostname(this.name)
      .withLabels({ ...labels })
      .withUser(user)
      .withAutoCleanup(false) // we remove it ourselves, and testcontainers' reaper is an image of its own
      .withEntrypoint([image.program])
      .withCommand([`${this.folderInside}/redis.conf`])
      .withBindMounts([{ source: folder.path, target: this.folderInside }])
      .withWorkingDir(this.folderInside)
      .withWaitStrategy(doesNotWait);
    if (clock !== null)
      container
        .withCopyFilesToContainer([
          { source: buildClockLibrary(), target: libraryInside, mode: 0o755 },
        ])
        .withEnvironment({
          LD_PRELOAD: libraryInside,
          [clockVariable]: join(this.folderInside, basename(clock.path)),
        });
    // testcontainers waits ten seconds for the ports of a container that has ended; we look ourselves.
    const started = container.start();
    await Promise.race([started, this.#endsEarly()]);
    started.catch(() => {});
  }

  async #endsEarly(): Promise<void> {
    await until(async () => {
      if (this.#id === null) return "not created";
      const { State } = await this.#container.inspect();
      return State.Status === "exited" ? null : "not ended";
    }, startMsMax);
  }

  #whyNotStarted(error: unknown): Error {
    const said = engineSays(error);
    if (/port is already allocated|address already in use/i.test(said))
      return new InputError(
        "PORT_TAKEN",
        `${this.name} (127.0.0.1:${this.port}): another program listens on port ${this.port}; end it, or let the ports be chosen`,
      );
    const { image } = this.#options;
    if (/executable file not found|no such file or directory/i.test(said))
      return new InputError(
        "UNUSABLE_SERVER",
        `image ${image.image} has no ${image.program}; an image of Redis or Valkey would be right`,
      );
    return new ServerTrouble("CANNOT_START", `${this.name}: image ${image.image} (${said})`);
  }
}

/** The engine sends output in frames: eight bytes, the last four of which are the length, and then so much text. */
function textOfFrames(frames: Buffer): string {
  let text = "";
  for (let at = 0; at + 8 <= frames.length;) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    text += frames.toString("utf8", at + 8, end);
    at = end;
  }
  return text;
}

const startMsMax = 30_000;

/** Whether a server answers is asked the same way for containers and processes, later. */
const doesNotWait: WaitStrategy = {
  waitUntilReady: () => Promise.resolve(),
  withStartupTimeout: () => doesNotWait,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => startMsMax,
};

/** A container with a fixed address in its network, and a port that only this machine can reach. */
class NodeContainer extends GenericContainer {
  protected override containerCreated: (id: string) => Promise<void>;

  constructor(image: string, created: (id: string) => void) {
    super(image);
    this.containerCreated = async (id) => created(id);
  }

  placed(network: string, endpoint: object, hostPort: number): this {
    const inside = `${port}/tcp`;
    this.createOpts.ExposedPorts = { [inside]: {} };
    this.createOpts.NetworkingConfig = { EndpointsConfig: { [network]: endpoint } };
    this.hostConfig.PortBindings = {
      [inside]: [{ HostIp: "127.0.0.1", HostPort: String(hostPort) }],
    };
    return this;
  }
}
