import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import type { Command } from "../command.ts";
import { describeClient } from "../describeClient.ts";
import type { RedisNode } from "../node.ts";
import { AccessLog } from "./accessLog.ts";
import type { Refusal } from "./accessLog.ts";
import { applyUserRule } from "./applyUserRule.ts";
import type { RuleContext } from "./applyUserRule.ts";
import { denialOf } from "./denial.ts";
import type { Denial } from "./denial.ts";
import { sha256hex } from "./sha256hex.ts";
import { newUser } from "./user.ts";
import type { User } from "./user.ts";

/** Who may do what at a node. */
export class AccessControl {
  /** By name, in no order; ACL LIST sorts. */
  readonly users = new Map<Bytes, User>();
  readonly defaultUser: User;
  readonly log = new AccessLog();
  /** False while the default user is the only one and may do everything: then nothing needs to be checked. */
  isRestricted = false;
  readonly #node: RedisNode;

  constructor(node: RedisNode) {
    this.#node = node;
    this.defaultUser = superuser(this.ruleContext);
    this.users.set("default", this.defaultUser);
  }

  get ruleContext(): RuleContext {
    return {
      registry: this.#node.registry,
      allChannelsByDefault: this.#node.config.get("acl-pubsub-default") === "allchannels",
      sanitizesByDefault: this.#node.profile.behaviour.accessRulesAreRemembered,
    };
  }

  /** Whether a connection may begin without AUTH. */
  get letsAllIn(): boolean {
    return this.defaultUser.noPassword && this.defaultUser.enabled;
  }

  /** Call it after users or their rules changed. */
  changed(): void {
    const { enabled, noPassword, root } = this.defaultUser;
    const isOpen = enabled && noPassword && root.allCommands && root.allKeys && root.allChannels;
    this.isRestricted = this.users.size > 1 || !isOpen;
  }

  /** What `requirepass` asks for; empty for nothing. */
  setDefaultPassword(password: Bytes): void {
    applyUserRule(this.ruleContext, this.defaultUser, "resetpass");
    applyUserRule(this.ruleContext, this.defaultUser, password === "" ? "nopass" : `>${password}`);
    this.changed();
  }

  /** Lets the client in as this user; false, and noted in the log, when name and password do not fit. */
  authenticate(
    client: ClientConnection,
    argv: readonly Bytes[],
    name: Bytes,
    password: Bytes,
  ): boolean {
    const user = this.users.get(name);
    if (user === undefined || !isRightPassword(user, password)) {
      const context = client.transaction === null ? "toplevel" : "multi";
      this.note(client, { reason: "auth", context, object: argv[0]!, username: name });
      return false;
    }
    client.user = user;
    client.isAuthenticated = true;
    return true;
  }

  /** Nothing but AUTH and the like is heard from those who were not let in. */
  asksForPassword(client: ClientConnection, { flags }: Command): boolean {
    return !client.isAuthenticated && !this.letsAllIn && !flags.includes("no_auth");
  }

  /** Why the client may not do this, noted in the log; null when it may. */
  denial(
    client: ClientConnection,
    command: Command,
    argv: readonly Bytes[],
    context: Refusal["context"],
  ): Denial | null {
    const denial = denialOf(client.user, command, argv);
    if (denial === null) return null;
    const object = denial.reason === "command" ? command.fullName : argv[denial.position]!;
    this.note(client, { reason: denial.reason, context, object, username: client.user.name });
    return denial;
  }

  note(client: ClientConnection, refusal: Omit<Refusal, "clientInfo">): void {
    const { ledger, config, scriptClient, tracking } = this.#node;
    const entriesMax = Number(config.get("acllog-max-len"));
    const real = client === scriptClient ? (tracking.script?.client ?? client) : client;
    const clientInfo = describeClient(real);
    this.log.add({ ...refusal, clientInfo }, ledger.nowMs, entriesMax);
  }

  /** Deletes a user and ends the connections of those who came as that one. */
  delete(name: Bytes, current: ClientConnection): boolean {
    const user = this.users.get(name);
    if (user === undefined) return false;
    this.users.delete(name);
    for (const client of this.#node.clients.values()) {
      if (client.user !== user) continue;
      client.user = this.defaultUser;
      client.isAuthenticated = false;
      // Who deletes itself still gets the answer.
      if (client === current) client.close();
      else client.kill();
    }
    return true;
  }
}

/** As the default user begins: it may do everything, without a password. */
export function superuser(context: RuleContext): User {
  const user = newUser("default", { ...context, allChannelsByDefault: false });
  for (const rule of ["+@all", "~*", "&*", "on", "nopass"]) applyUserRule(context, user, rule);
  return user;
}

function isRightPassword(user: User, password: Bytes): boolean {
  if (!user.enabled) return false;
  return user.noPassword || user.passwords.includes(sha256hex(password));
}
