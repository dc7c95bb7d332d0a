import { spawn, type ChildProcess } from "node:child_process";

/**
 * A worker ends when its standard input does, but for one that stands still: it would never hear that we were killed. So
 * a shell is told of all of them, and waits for the end of a pipe that nobody else holds; SIGKILL needs no hearing.
 */
const script = `
while IFS= read -r pid; do set -- "$@" "$pid"; done
for pid; do
  said=$(tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null || ps -o command= -p "$pid" 2>/dev/null)
  case "$said" in *"$0"*) kill -9 "$pid" ;; esac # somebody else may have that number by now
done
`;

/** Sees to it that processes of ours do not outlive us, however we end and whatever they do. */
export class WorkerWarden {
  readonly #shell: ChildProcess;

  /** @param program what the command line of those processes has in it */
  constructor(program: string) {
    this.#shell = spawn("sh", ["-c", script, program], {
      detached: true, // a Ctrl-C ends the whole group of a process
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#shell.on("error", () => {}); // then they end by themselves, but for those that stand still
    this.#shell.stdin?.on("error", () => {});
    this.#shell.unref();
  }

  tell(pid: number | undefined): void {
    if (pid !== undefined) this.#shell.stdin?.write(`${pid}\n`);
  }

  /** Ends those that are left, as our own end would. */
  close(): void {
    this.#shell.stdin?.end();
  }
}
