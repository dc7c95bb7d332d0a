import type { Listener } from "./network.ts";

/** A node for the kernel's own tests: each line is a request, and the reply is the line in capitals. */
export function lineServer(): Listener & {
  readonly executed: string[];
  readonly open: () => number;
} {
  const executed: string[] = [];
  let open = 0;
  return {
    node: "lines",
    executed,
    open: () => open,
    accept(link) {
      open++;
      let rest = "";
      return {
        split(bytes) {
          const lines = (rest + bytes).split("\n");
          rest = lines.pop() ?? "";
          return lines.map((line) => ({ name: line.split(" ")[0] ?? "", parts: [line] }));
        },
        execute(request) {
          const text = request.parts.join(" ");
          executed.push(text);
          if (text === "bye") link.close();
          else link.send(`${text.toUpperCase()}\n`);
        },
        closed() {
          open--;
        },
      };
    },
  };
}
