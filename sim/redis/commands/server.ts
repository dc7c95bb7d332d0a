import { family } from "../command.ts";
import { infoText } from "../infoText.ts";

export const server = family({
  TIME({ nowUs }) {
    return [String(Math.floor(nowUs / 1_000_000)), String(nowUs % 1_000_000)];
  },
  INFO: (context) => ({
    verbatim: infoText(context.node, context.args),
    format: "txt",
  }),
});
