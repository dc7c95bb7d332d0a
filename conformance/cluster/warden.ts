import { spawn, type ChildProcess } from "node:child_process";
import { Socket } from "node:net";
import { removalScript } from "./containersOfTopology.ts";

/**
 * Whoever is killed by SIGKILL is told nothing, nor is a thread beside the main one when it ends or the process does. So a
 * shell is told of our folders, and waits for the end of a pipe that nobody else holds. Then it removes the containers of
 * those that are still there, ends the servers that work in them, and removes what there is of them.
 */
let shell: ChildProcess | null = null;

/** How folders of topologies are called. */
export const folderPrefix = "claimcheck-servers-";

const script = `
node=$1 removal=$2 tab=$(printf '\\t')
list=$(cat)
said() { printf '%s\\n' "$list" | sort -u; }
end_servers() {
  for link in /proc/[0-9]*/cwd; do
    at=$(readlink "$link") || continue
    case "$at" in */${folderPrefix}*/*) ;; *) continue ;; esac
    inside=\${at#*/${folderPrefix}}
    if said | grep -qF -- "\${at%"$inside"}\${inside%%/*}$tab"; then
      pid=\${link#/proc/}
      kill -9 "-\${pid%/cwd}"
    fi
  done
}
said | while IFS=$tab read -r folder containers; do
  [ -n "$containers" ] && [ -d "$folder" ] && "$node" -e "$removal" "$containers" </dev/null
done
end_servers
said | while IFS=$tab read -r folder containers; do
  [ -d "$folder" ] || continue
  [ -d /proc/self ] || sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' "$folder"/*/server.json |
    while read -r pid; do kill -9 "-$pid"; done
  rm -rf "$folder" || { sleep 1; rm -rf "$folder"; } # who is being killed may still write
done
end_servers # who was being started finds its folder gone, or has entered it by now
`;

/**
 * Tells the warden of a folder that servers work in.
 *
 * @param containers how those of its topology are removed (`removalOf`); null where there are none.
 */
export function tellWarden(folder: string, containers: string | null = null): void {
  shell ??= startWarden();
  shell.stdin?.write(`${folder}\t${containers ?? ""}\n`);
}

/** The shell that is told of folders, a line each, and acts when nobody holds its input any more. */
export function startWarden(): ChildProcess {
  const args = ["-c", script, "claimcheck-warden", process.execPath, removalScript];
  const started = spawn("sh", args, {
    cwd: "/",
    detached: true, // a Ctrl-C ends the whole group of the process
    stdio: ["pipe", "ignore", "ignore"],
  });
  started.on("error", () => {}); // then the next run removes what is left
  started.stdin?.on("error", () => {});
  started.unref();
  if (started.stdin instanceof Socket) started.stdin.unref();
  return started;
}
