import type { ServerLink } from "../../sim/kernel/network.ts";
import { createConversation } from "../differential/conversation.ts";
import type { MessageReader } from "./messageReader.ts";

/** A client of the simulated world, and its connection to the real server. */
export class RealClient {
  readonly link: ServerLink;
  readonly reader: MessageReader;
  readonly conversation = createConversation();

  constructor(link: ServerLink, reader: MessageReader) {
    this.link = link;
    this.reader = reader;
  }
}
