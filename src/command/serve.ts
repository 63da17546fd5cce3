/** `gateway serve`: opens the gateway, listens, and stops in order. */
import { openGateway } from "../gateway/gateway.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Io } from "../kit/io.ts";
import { makeHome } from "../kit/paths.ts";
import { Problem } from "../kit/problem.ts";
import { VERSION } from "../kit/version.ts";
import type { Config } from "../model/config.ts";
import { isLoopback } from "../provider/catalogue.ts";
import { createApp } from "../server/app.ts";
import { listen, type Listening } from "../server/listen.ts";
import { type Lock, lockHome } from "../store/lock.ts";
import type { Run } from "./command.ts";
import { readSettings, type Settings } from "./settings.ts";

export type Serving = {
  readonly listening: Listening;
  readonly gateway: Gateway;
  /** Running answers have their time first. */
  stop(): Promise<void>;
};

export const run: Run = async (args, io) => {
  const settings = readSettings(args, io);
  const serving = await openServer(settings, io);
  announce(serving, settings, args.json === true, io);
  await signalled();
  io.err("stopping: running answers have their time\n");
  await serving.stop();
  return 0;
};

/** Throws `Problem` home-in-use, port-in-use or config-invalid. */
export async function openServer(settings: Settings, io: Io): Promise<Serving> {
  const { config, home } = settings;
  const { host, port, body_limit, stop_grace } = config.server;
  refuseOpenDoor(config);
  const lock = takeHome(settings, io);
  const gateway = openGateway({ config, home: home.folder, version: VERSION, env: io.env });
  const close = () => {
    gateway.close();
    lock?.release();
  };
  try {
    await start(gateway, io);
    const app = createApp(gateway, { host, bodyLimit: Math.floor(body_limit * 2 ** 20), version: VERSION });
    const listening = listen(app, gateway, { host, port, stopGraceMs: stop_grace * 1000 });
    return { listening, gateway, stop: () => listening.stop().finally(close) };
  } catch (error) {
    close();
    throw error;
  }
}

/** Whoever can reach the port can use every provider: beyond this machine that takes a token. */
function refuseOpenDoor({ server: { host }, clients }: Config): void {
  if (isLoopback(host) || Object.values(clients).some(({ token }) => token !== undefined)) return;
  throw new Problem(
    "config-invalid",
    `the gateway does not listen on ${host}`,
    "any host that reaches it could use your models and keys, and no client has a token",
    "gateway token create NAME, for each client",
  );
}

/** A home that cannot be written is served without a lock: what is refused then is decided request by request. */
function takeHome({ home }: Settings, io: Io): Lock | undefined {
  try {
    makeHome(home);
    return lockHome(home.lock);
  } catch (error) {
    if (error instanceof Problem && error.code === "home-in-use") throw error;
    const because = error instanceof Error ? error.message : String(error);
    io.err(`warning: nothing can be recorded in ${home.folder} (${because}); nothing will be sent to third parties\n`);
    return undefined;
  }
}

async function start(gateway: Gateway, io: Io): Promise<void> {
  try {
    const lost = await gateway.start();
    if (lost > 0) io.err(`${lost} requests were under way when the gateway died; their receipts say so\n`);
  } catch (error) {
    if (!(error instanceof Problem && error.code === "ledger-unwritable")) throw error;
    io.err(`warning: ${error.message}: ${error.because}\n`);
  }
}

function announce({ listening, gateway }: Serving, { config }: Settings, json: boolean, io: Io): void {
  const { url, port } = listening;
  if (json) io.out(`${JSON.stringify({ url, port, pid: process.pid, version: VERSION })}\n`);
  io.err(`gateway ${VERSION} serves ${url}/v1 (mode ${config.mode})\n`);
  if (!isLoopback(config.server.host)) io.err("other machines reach it: every client needs its token\n");
  void gateway.heard.then(() => {
    const { models } = gateway.world();
    const providers = [...new Set(models.map((model) => `${model.provider} (${model.reach})`))];
    io.err(providers.length === 0 ? "no model answers yet: start a runtime\n" : `models of ${providers.join(", ")}\n`);
    if (providers.length === 1 && models[0]?.provider === "demo") {
      io.err("no runtime was found: the demo provider answers, which is no language model\n");
    }
  });
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(code));
        resolve();
      });
    }
  });
}
