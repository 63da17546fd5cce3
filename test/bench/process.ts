/** Starts the processes of a benchmark, each on its core: what is measured on the first, all else on the second. */
import { createServer } from "node:net";
import { join } from "node:path";
import type { Job, Result } from "./load.ts";

export const HERE = import.meta.dirname;
const TASKSET = Bun.which("taskset");

export type Core = 0 | 1;

/** The command, held to a core where that can be done. */
export function pinned(core: Core, command: readonly string[]): string[] {
  return TASKSET === null || navigator.hardwareConcurrency < 2
    ? [...command]
    : [TASKSET, "-c", String(core), ...command];
}

export type Started = { readonly pid: number; stop(): Promise<void> };

export function start(
  core: Core,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = HERE,
): Started {
  const child = Bun.spawn(pinned(core, command), {
    cwd,
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  return {
    pid: child.pid,
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 2_000);
      await child.exited;
      clearTimeout(late);
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => void probe.listen(0, "127.0.0.1", listening));
  const address = probe.address();
  await new Promise((closed) => void probe.close(closed));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

/** Until something listens there. False when nothing does in time. */
export async function listens(port: number, ms = 15_000): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (performance.now() < deadline) {
    try {
      const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
      socket.end();
      return true;
    } catch {
      await Bun.sleep(10);
    }
  }
  return false;
}

export type Load = { run(job: Job): Promise<Result>; stop(): void };

/** One generator for the whole run, warm after its first jobs. */
export function startLoad(): Load {
  let waiting: PromiseWithResolvers<Result> | undefined;
  const child = Bun.spawn(pinned(1, [process.execPath, join(HERE, "load.ts")]), {
    stdio: ["ignore", "inherit", "inherit"],
    ipc: (message) => waiting?.resolve(message as Result),
    onExit: () => waiting?.reject(new Error("the load generator ended")),
  });
  return {
    run(job) {
      waiting = Promise.withResolvers<Result>();
      child.send(job);
      return waiting.promise;
    },
    stop: () => child.kill("SIGKILL"),
  };
}
