import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { WorkerWarden } from "./workerWarden.ts";

it("ends a process that stands still, and none that it does not know", async () => {
  const sleeping = (name: string) =>
    spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", name], { stdio: "ignore" });
  const [ours, another] = [sleeping("the-worker"), sleeping("another")];
  const warden = new WorkerWarden("the-worker");
  ours.kill("SIGSTOP");
  warden.tell(ours.pid);
  warden.tell(another.pid);
  const gone = once(ours, "exit");
  warden.close();
  expect(await gone).toEqual([null, "SIGKILL"]);
  expect(another.exitCode ?? another.signalCode).toBeNull();
  another.kill("SIGKILL");
});
